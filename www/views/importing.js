// @ts-check
/**
 * The dialog that imports what people have: chosen, dropped or pasted, read by the core, and put in place only when one
 * says so.
 * @import { Project } from '../../pkg/wezmux.js'
 * @import { Shelf } from '../shelf.js'
 * @import { Store } from '../state.js'
 * @import { Kind, Reading } from '../types.js'
 */
import { readApart } from "../apart.js";
import { count, errorsIn, target } from "../diagnostics.js";
import { byId, make, prose, say } from "../dom.js";
import { NOT_KEPT, freeName } from "../shelf.js";
import { domainsOf } from "../state.js";
import { textOf, tooLarge } from "../textfile.js";
import { becoming, mistakeList } from "./imported.js";
import { bring } from "./parts.js";
import { toastChange } from "./toast.js";

/** Reading says that it goes on after so long, in milliseconds. */
const SLOW = 400;

/** @type {Project} */
const NOTHING = { domain: [] };

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
  // Any file: an ssh_config has no ending by which it could be chosen.
  const file = make("input", { type: "file", id: "import-file", class: "hidden-input" });
  const text = make("textarea", { id: "import-text", class: "code", rows: 6, spellcheck: false, autocapitalize: "none", "aria-describedby": "import-finding", placeholder: "Host dev-server\n  HostName 10.20.30.1\n  User ubuntu\n…" });
  const kind = make("select", { id: "import-kind" },
    make("option", { value: "project" }, "a project file or link"),
    make("option", { value: "ssh_config" }, "an ssh_config"),
    make("option", { value: "wezterm.lua" }, "a wezterm.lua"),
  );
  const as = make("p", { class: "as", hidden: true }, make("label", { for: "import-kind" }, "Read as"), kind);
  const finding = make("p", { class: "finding", id: "import-finding", role: "status" });
  const outcome = make("div", { class: "outcome" });
  const cancel = make("button", { type: "button", click: () => dialog.close() }, "Cancel");
  const accept = make("button", { type: "button", class: "primary", disabled: true }, "Import");
  const beside = make("button", { type: "button", disabled: true }, "Import as a new project");

  const title = make("h2", { id: "importer-title", tabIndex: -1 });
  const kinds = make("span", {}, ...prose("Your `~/.ssh/config` or `wezterm.lua`, a `wezmux.toml` (or the same in JSON), or a link to a project. "));
  const pick = make("div", { class: "pick" }, file, make("label", { for: "import-file", class: "button" }, "Choose a file"), make("span", { class: "or" }, "or drop it, or paste its text:"));
  const unfold = make("summary", {}, "The text of the link");
  const source = make("details", { class: "source" }, unfold, make("label", { for: "import-text", class: "hidden" }, "Text to import"), text, as);
  dialog.append(
    title,
    make("p", { class: "lead" }, kinds, "It is read here and sent nowhere, and nothing changes before you say so."),
    pick,
    source,
    finding,
    outcome,
    make("div", { class: "buttons" }, cancel, beside, accept),
  );

  /** What most want comes last. */
  const promote = (/** @type {HTMLElement} */ first, /** @type {HTMLElement} */ second) => {
    first.classList.add("primary");
    second.classList.remove("primary");
    if (first.nextSibling) second.after(first);
  };

  /** What one said that it is. @type {Kind | undefined} */
  let said;
  /** What the text was read for last. @type {Project | undefined} */
  let against;
  let isReading = false;
  /** What "Import" does, and what becomes of it in a project of its own. @type {{ go: () => void, alone: () => Promise<Project> } | null} */
  let next = null;

  /** What it is put into: the examples go. */
  const base = () => (store.state.example ? NOTHING : store.state.project);

  const show = (/** @type {string} */ sentence, /** @type {Node[]} */ parts = []) => {
    finding.textContent = sentence;
    outcome.replaceChildren(...parts);
  };

  const refuse = (/** @type {string} */ mistake) => {
    outcome.querySelector("[role=alert]")?.remove();
    outcome.prepend(make("p", { class: "wrong", role: "alert" }, mistake));
  };

  const read = async () => {
    next = null;
    accept.disabled = beside.disabled = true;
    accept.textContent = "Import";
    beside.textContent = "Import as a new project";
    promote(accept, beside);
    const isEmpty = text.value.trim() === "";
    as.hidden = isEmpty;
    if (isEmpty) {
      said = undefined;
      text.removeAttribute("aria-invalid");
      show("");
    }
    if (isEmpty || isReading) return;
    isReading = true;
    const asked = { text: text.value, kind: said, project: base() };
    against = store.state.project;
    const slow = setTimeout(() => show("Reading it…"), SLOW);
    const reading = await readApart(asked).catch(() => null);
    clearTimeout(slow);
    isReading = false;
    // While it was read, more was typed.
    if (asked.text !== text.value || asked.kind !== said || asked.project !== base()) {
      await read();
      return;
    }
    text.removeAttribute("aria-invalid");
    if (!reading) {
      show("It could not be read here. Load this page again, and try once more.");
      return;
    }
    kind.value = reading.kind === "ssh_config" || reading.kind === "wezterm.lua" ? reading.kind : "project";
    if (reading.imported) showImported(reading, asked);
    else showOpened(reading);
  };

  const showOpened = (/** @type {Reading} */ { opened, kind: is }) => {
    if (!opened) return;
    const { project, diagnostics } = opened;
    // Most links are made without hosts: that is no mistake of the one who opens it.
    const left = is === "link" ? diagnostics.filter((each) => target(each).key === "address" && domainsOf(project)[target(each).index]?.address === undefined) : [];
    let errors = errorsIn(diagnostics).filter((error) => !left.includes(error));
    const brought = domainsOf(project).length;
    const mine = domainsOf(store.state.project).length;
    // Nobody can tell what a text means from its first mistake of syntax on.
    const unreadable = errors.some(({ path }) => path === "");
    const isUnknown = is === undefined && brought === 0;
    // What is no TOML has as many mistakes as it has lines.
    if (isUnknown) errors = errors.filter(({ place }) => !place);
    if (errors.length || isUnknown) {
      text.setAttribute("aria-invalid", "true");
      source.open = true;
    }
    const parts = errors.length ? mistakeList(errors.map(({ place, message, hint }) => ({ line: place?.line, message, hint }))) : [];
    let sentence;
    if (isUnknown) {
      sentence = "Nothing in it looks like a project, an ssh_config or a wezterm.lua. If it is one of them, say so above.";
    } else if (unreadable) {
      sentence = "Mend it in the text above first.";
    } else if (brought > 0) {
      sentence = `It has ${count(brought, "domain", "domains")}: ${names(project)}. ${store.state.example ? "It replaces the examples." : mine > 0 ? `${is === "link" ? "Opening" : "Importing"} it replaces your ${count(mine, "domain", "domains")} (${names(store.state.project)}), the defaults and the keys.` : `${is === "link" ? "Opening" : "Importing"} it replaces the defaults and the keys.`}`;
      if (left.length) parts.unshift(make("p", {}, `This link says nothing of hosts. ${count(left.length, "address is", "addresses are")} yours to fill in here.`));
      if (is === "link") {
        // The way on which nothing is lost.
        const replaces = mine > 0 && !store.state.example;
        accept.textContent = replaces ? `Replace my ${count(mine, "domain", "domains")}` : "Open";
        beside.textContent = "Open as a new project";
        if (replaces) promote(beside, accept);
      }
      if (errors.length) accept.textContent = "Import and fix it here";
      accept.disabled = beside.disabled = false;
      next = {
        go() {
          store.replace(project);
          toastChange(store, `Imported ${count(brought, "domain", "domains")}.`, `Undo: bring back your ${count(mine, "domain", "domains")}`);
        },
        alone: async () => project,
      };
    } else {
      sentence = errors.length ? "" : "There is no domain in it.";
    }
    show(sentence, parts);
  };

  const showImported = (/** @type {Reading} */ { imported, kind: is }, /** @type {{ text: string, project: Project }} */ asked) => {
    if (!imported) return;
    const { sentence, mistakes, parts, changes, same } = becoming(imported);
    if (mistakes.length) {
      text.setAttribute("aria-invalid", "true");
      show("Mend it in the text above first.", [...mistakeList(mistakes), ...parts]);
      return;
    }
    const isFirst = store.state.example && changes > 0;
    show(isFirst ? `${sentence} It replaces the examples.` : sentence, parts);
    accept.disabled = changes === 0;
    beside.disabled = changes + same === 0;
    next = {
      go() {
        store.replace(imported.project);
        const first = imported.changes.find(({ path, difference }) => path.startsWith("domain[") && difference !== "same");
        if (first) store.choose(store.state.ids[target(first).index]);
        toastChange(store, `Imported. ${sentence}`, "Undo: bring back what was here before the import");
      },
      async alone() {
        const { imported: alone } = await readApart({ text: asked.text, kind: is, project: NOTHING });
        return alone?.project ?? NOTHING;
      },
    };
  };

  text.addEventListener("input", read);
  // Wherever the focus is: what is pasted here is to be imported.
  dialog.addEventListener("paste", (event) => {
    const words = event.clipboardData?.getData("text") ?? "";
    // The browser alone would need minutes to lay it out.
    const large = tooLarge("What you pasted", words.length);
    if (!large && (event.target === text || words === "")) return;
    event.preventDefault();
    if (large) {
      refuse(large);
      return;
    }
    said = undefined;
    text.value = words;
    void read();
  });
  kind.addEventListener("change", () => {
    said = /** @type {Kind} */ (kind.value);
    void read();
  });
  // Another tab, or undo, may change what it is put into.
  store.addEventListener("change", () => {
    if (dialog.open && store.state.project !== against) void read();
  });
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
      said = undefined;
      text.value = words;
      await read();
    } else {
      refuse(mistake);
    }
  };
  accept.addEventListener("click", () => {
    if (!next) return;
    dialog.close();
    next.go();
    bring("editor");
  });
  beside.addEventListener("click", async () => {
    if (!next) return;
    isReading = true;
    const project = await next.alone().catch(() => null);
    isReading = false;
    if (!project) {
      await read();
      return;
    }
    const name = freeName(unfold.hidden ? "Imported" : "From a link");
    if (!shelf.create(name, project)) {
      refuse(NOT_KEPT);
      return;
    }
    dialog.close();
    bring("editor");
    byId("editor").focus({ preventScroll: true });
    say(`Opened ${name}`);
  });
  const present = (/** @type {string} */ given) => {
    said = undefined;
    const isLink = given !== "";
    title.textContent = isLink ? "Open the project in this link" : "Import what you have";
    kinds.hidden = pick.hidden = isLink;
    unfold.hidden = !isLink;
    source.open = !isLink;
    text.value = given;
    void read();
    if (!dialog.open) dialog.showModal();
    if (isLink) title.focus();
  };
  return { present, take };
}
