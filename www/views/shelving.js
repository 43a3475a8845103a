// @ts-check
/**
 * The dialog of the projects: opening, naming, copying and deleting them.
 * @import { Shelf } from '../shelf.js'
 * @import { Kept } from '../types.js'
 */
import { count } from "../diagnostics.js";
import { byId, make, say } from "../dom.js";
import { dressed } from "../palette.js";
import { LONGEST, NOT_KEPT, shelved } from "../shelf.js";
import { domainsOf } from "../state.js";
import { toast } from "./toast.js";

/** So many accents tell one project from another. */
const SWATCHES = 6;

/**
 * What is wrong with a name that one gives.
 * @param {string} name
 * @param {string} [id] of the project that is to have it
 */
function nameMistake(name, id) {
  if (!name) return "A project needs a name. Type one.";
  if (name.length > LONGEST) return `This name has ${name.length} characters. Make it ${LONGEST} or fewer.`;
  if (shelved().some((each) => each.id !== id && each.name.toLowerCase() === name.toLowerCase())) return "Another project has this name. Type another one.";
  return null;
}

/**
 * @param {Shelf} shelf
 * @param {HTMLDialogElement} dialog
 * @returns {() => void} opens it
 */
export function shelving(shelf, dialog) {
  const list = make("ul", { class: "shelf" });
  const name = make("input", { type: "text", id: "project-new", autocomplete: "off", spellcheck: false });
  const wrong = make("p", { class: "outcome warn", id: "project-wrong", role: "alert" });
  /** Which one is being given another name. */
  let renamed = "";

  const complain = (/** @type {string | null} */ mistake, /** @type {HTMLInputElement} */ input = name) => {
    wrong.textContent = mistake ?? "";
    for (const each of dialog.querySelectorAll("input")) each.removeAttribute("aria-invalid");
    if (!mistake) return true;
    input.setAttribute("aria-invalid", "true");
    return false;
  };
  const refuse = () => {
    wrong.textContent = shelf.trouble === "clash" ? "Another tab changed this project as well. Close this, and decide that first." : NOT_KEPT;
  };

  const empty = make("button", { type: "submit" }, "Create empty");
  const create = make("form", { class: "new", submit: (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const wanted = name.value.trim();
    if (!complain(nameMistake(wanted))) {
      name.focus();
      return;
    }
    if (!shelf.create(wanted, event.submitter === empty ? { domain: [] } : null)) {
      refuse();
      return;
    }
    name.value = "";
    dialog.close();
    say(`Opened ${wanted}`);
  } }, make("label", { for: "project-new" }, "New project"), make("div", { class: "input" }, name, make("button", { type: "submit" }, "Create from the example"), empty));
  name.setAttribute("aria-describedby", "project-wrong");

  dialog.append(
    make("h2", { id: "projects-title" }, "Projects"),
    make("p", { class: "lead" }, "They are kept in this browser, and nowhere else."),
    list,
    create,
    wrong,
    make("div", { class: "buttons" }, make("button", { type: "button", click: () => dialog.close() }, "Close")),
  );

  const sub = (/** @type {Kept} */ { project, example }) => {
    const domains = domainsOf(project);
    const names = domains.slice(0, 3).map((domain) => domain.label || domain.name).filter(Boolean).join(", ");
    return [example ? "example" : count(domains.length, "domain", "domains"), names + (domains.length > 3 ? ", …" : "")].filter(Boolean).join(": ");
  };
  const swatches = (/** @type {Kept} */ { project }) => domainsOf(project).slice(0, SWATCHES).map((domain) => {
    const swatch = make("span", { class: "dot" });
    const accent = dressed(domain, project)?.theme.accent;
    if (accent) swatch.style.setProperty("--swatch", accent);
    return swatch;
  });

  const renaming = (/** @type {Kept} */ kept) => {
    const input = make("input", { type: "text", value: kept.name, "aria-label": `New name for ${kept.name}`, "aria-describedby": "project-wrong", autocomplete: "off", spellcheck: false });
    const done = () => {
      renamed = "";
      complain(null);
      show();
      /** @type {HTMLElement | null} */ (list.querySelector(`[data-id="${kept.id}"] .rename`))?.focus();
    };
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      done();
    });
    const form = make("form", { class: "input", submit: (/** @type {Event} */ event) => {
      event.preventDefault();
      const wanted = input.value.trim();
      if (!complain(nameMistake(wanted, kept.id) ?? shelf.rename(kept.id, wanted), input)) return;
      done();
    } }, input, make("button", { type: "submit", class: "primary" }, "Rename"), make("button", { type: "button", click: done }, "Cancel"));
    return { form, input };
  };

  const row = (/** @type {Kept} */ kept) => {
    const { id, name } = kept;
    const element = make("li", {});
    element.dataset.id = id;
    if (renamed === id) {
      const { form, input } = renaming(kept);
      element.append(form);
      queueMicrotask(() => input.select());
      return element;
    }
    const enter = make("button", { type: "button", class: "row", click: () => {
      if (!shelf.open(id)) refuse();
      else {
        dialog.close();
        say(`Opened ${name}`);
      }
    } },
      make("span", { class: "what" }, make("span", { class: "title" }, name), make("span", { class: "sub" }, sub(kept))),
      make("span", { class: "dots", "aria-hidden": "true" }, ...swatches(kept)),
    );
    if (id === shelf.id) enter.setAttribute("aria-current", "true");
    element.append(enter, make("span", { class: "acts" },
      make("button", { type: "button", class: "quiet rename", "aria-label": `Rename ${name}`, click: () => {
        renamed = id;
        complain(null);
        show();
      } }, "Rename"),
      make("button", { type: "button", class: "quiet", "aria-label": `Duplicate ${name}`, click: () => {
        const copy = shelf.duplicate(id);
        if (copy) say(`${copy} is a copy of ${name}`);
        else refuse();
      } }, "Duplicate"),
      make("button", { type: "button", class: "danger", "aria-label": `Delete ${name}`, click: () => {
        const undo = shelf.remove(id);
        if (!undo) return;
        dialog.close();
        toast(`Deleted ${name}.`, () => {
          if (!undo()) toast(`${name} could not be brought back. ${NOT_KEPT}`, () => void undo(), `Undo: bring back ${name}`);
        }, `Undo: bring back ${name}`);
        byId("toasts").querySelector("button")?.focus();
      } }, "Delete"),
    ));
    return element;
  };

  const show = () => list.replaceChildren(...shelved().map(row));

  shelf.addEventListener("change", () => {
    if (dialog.open && renamed === "") show();
  });
  return () => {
    // What is here is in the list, also when nobody changed it yet.
    if (shelf.trouble !== "clash") shelf.save();
    renamed = "";
    complain(null);
    show();
    if (shelf.trouble) refuse();
    dialog.showModal();
  };
}
