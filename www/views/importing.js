// @ts-check
/**
 * The dialog that imports a project file: chosen or pasted, read by the core, and put in place only when one says so.
 * @import { Opened, Project } from '../../pkg/wezmux.js'
 * @import { Shelf } from '../shelf.js'
 * @import { Store } from '../state.js'
 */
import { read as readText } from "../../pkg/wezmux.js";
import { count, errorsIn, target } from "../diagnostics.js";
import { make, prose, say } from "../dom.js";
import { NOT_KEPT, freeName } from "../shelf.js";
import { domainsOf } from "../state.js";
import { textOf } from "../textfile.js";
import { bring } from "./parts.js";
import { toastChange } from "./toast.js";

/** @param {Project} project */
const names = (project) => {
  const all = domainsOf(project).map(({ name, label }) => name ?? label ?? "one without a name");
  const shown = all.slice(0, 6).join(", ");
  return all.length > 6 ? `${shown} and ${all.length - 6} more` : shown;
};

/**
 * @param {Store} store
 * @param {Shelf} shelf
 * @param {HTMLDialogElement} dialog
 */
export function importing(store, shelf, dialog) {
  const file = make("input", { type: "file", id: "import-file", accept: ".toml,.json,application/toml,application/json,text/plain", class: "hidden-input" });
  const text = make("textarea", { id: "import-text", class: "code", rows: 8, spellcheck: false, autocapitalize: "none", placeholder: '[[domain]]\nname = "dev-server"\n…' });
  const outcome = make("div", { class: "outcome", role: "status" });
  const cancel = make("button", { type: "button", click: () => dialog.close() }, "Cancel");
  const accept = make("button", { type: "button", class: "primary", disabled: true }, "Import");
  const beside = make("button", { type: "button", disabled: true }, "Import as a new project");

  dialog.append(
    make("h2", { id: "importer-title" }, "Import a project"),
    make("p", { class: "lead" }, ...prose("A `wezmux.toml`, the same in JSON, or a link to a project. Nothing changes before you say so.")),
    make("div", { class: "pick" }, file, make("label", { for: "import-file", class: "button" }, "Choose a file"), make("span", { class: "or" }, "or paste it here:")),
    make("label", { for: "import-text", class: "hidden" }, "Text of the project file"),
    text,
    outcome,
    make("div", { class: "buttons" }, cancel, beside, accept),
  );

  /** @type {Opened | null} */
  let opened = null;

  const read = async () => {
    const given = text.value;
    accept.disabled = beside.disabled = true;
    const found = given.trim() === "" ? null : await readText(given);
    // While it was read, more was typed.
    if (text.value !== given) return;
    show(found);
  };

  const show = (/** @type {Opened | null} */ found) => {
    opened = found;
    accept.textContent = "Import";
    text.removeAttribute("aria-invalid");
    if (!opened) {
      outcome.replaceChildren();
      return;
    }
    const { project, diagnostics } = opened;
    // Most links are made without hosts: that is no mistake of the one who opens it.
    const isLink = /^\S*#\d+\.\S*$/.test(text.value.trim());
    const left = isLink ? diagnostics.filter((each) => target(each).key === "address" && domainsOf(project)[target(each).index]?.address === undefined) : [];
    const errors = errorsIn(diagnostics).filter((error) => !left.includes(error));
    const brought = domainsOf(project).length;
    const mine = domainsOf(store.state.project).length;
    const parts = [];
    if (errors.length) {
      text.setAttribute("aria-invalid", "true");
      parts.push(
        make("h3", { class: "wrong" }, `${count(errors.length, "thing", "things")} to fix in it`),
        make("ul", { class: "list" }, ...errors.slice(0, 8).map(({ place, message, hint }) =>
          make("li", {},
            place && make("span", { class: "at" }, `Line ${place.line}: `),
            make("span", { class: "message" }, ...prose(message)),
            hint && make("span", { class: "advice" }, " ", ...prose(hint)),
          ),
        ), errors.length > 8 && make("li", {}, `and ${errors.length - 8} more`)),
      );
    }
    // Nobody can tell what a text means from its first mistake of syntax on.
    const unreadable = errors.some(({ path }) => path === "");
    if (unreadable) {
      parts.push(make("p", {}, "Mend it in the text above first."));
    } else if (brought > 0) {
      parts.push(make("p", {},
        `It has ${count(brought, "domain", "domains")}: ${names(project)}. `,
        mine > 0 ? `Importing it replaces your ${count(mine, "domain", "domains")} (${names(store.state.project)}), the defaults and the keys.` : "Importing it replaces the defaults and the keys.",
      ));
      accept.disabled = beside.disabled = false;
      if (left.length) parts.push(make("p", {}, `This link says nothing of hosts. ${count(left.length, "address is", "addresses are")} yours to fill in here.`));
      if (errors.length) accept.textContent = "Import and fix it here";
    } else if (!errors.length) {
      parts.push(make("p", {}, "There is no domain in it."));
    }
    outcome.replaceChildren(...parts);
  };

  text.addEventListener("input", read);
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    await take(chosen);
    file.value = "";
  });
  /** What cannot be read leaves what stands there. */
  const take = async (/** @type {File} */ chosen) => {
    const { text: words, mistake } = await textOf(chosen);
    if (mistake === null) {
      text.value = words;
      read();
    } else {
      outcome.replaceChildren(make("p", { class: "wrong" }, mistake));
    }
  };
  accept.addEventListener("click", () => {
    if (!opened) return;
    const { project } = opened;
    const mine = domainsOf(store.state.project).length;
    dialog.close();
    store.replace(project);
    bring("editor");
    toastChange(store, `Imported ${count(domainsOf(project).length, "domain", "domains")}.`, `Undo: bring back your ${count(mine, "domain", "domains")}`);
  });
  beside.addEventListener("click", () => {
    if (!opened) return;
    const name = freeName("Imported");
    if (!shelf.create(name, opened.project)) {
      outcome.replaceChildren(make("p", { class: "wrong" }, NOT_KEPT));
      return;
    }
    dialog.close();
    bring("editor");
    say(`Opened ${name}`);
  });
  const present = (/** @type {string} */ given) => {
    text.value = given;
    read();
    if (!dialog.open) dialog.showModal();
  };
  return { present, take };
}
