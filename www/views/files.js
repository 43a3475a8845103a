// @ts-check
/**
 * The files: a list by machine, and the chosen one with copy and download.
 * @import { File } from '../filelist.js'
 * @import { Shelf } from '../shelf.js'
 * @import { Store } from '../state.js'
 * @import { Token } from '../highlight.js'
 */
import { copyButton, download } from "../clipboard.js";
import { byId, make, say, sheet } from "../dom.js";
import { PROJECT, archiveName, baseName, filesOf, titleOf } from "../filelist.js";
import { highlight } from "../highlight.js";
import { changes } from "../lines.js";
import { recall } from "../storage.js";
import { MANY } from "./fleet.js";
import { closeSteps } from "./steps.js";

/** How many lines are laid out together: of a long file the others wait until they are in sight. */
const PART = 50;

/**
 * @param {Store} store
 * @param {Shelf} shelf
 */
export function files(store, shelf) {
  const tree = byId("tree");
  const place = byId("file");
  /** @type {File[]} */
  let all = [];
  let chosenPath = "";

  const path = make("span", { class: "path" });
  const mode = make("span", { class: "mode" });
  const actions = make("div", { class: "actions" });
  const code = make("code", {});
  const pre = make("pre", { tabIndex: 0, role: "region" }, code);
  /** What remembers downloads; loaded once there is one. @type {typeof import("../taken.js") | null} */
  let memory = null;
  const taken = () => memory?.taken(shelf.id) ?? null;
  const compareButton = make("button", { type: "button", "aria-expanded": "false" }, "Compare");
  /** @type {ReturnType<typeof import("./compare.js").comparer> | null} */
  let compare = null;
  place.append(make("header", { class: "file-head" }, make("p", { class: "where" }, path, mode), actions), pre);
  compareButton.addEventListener("click", async () => {
    const [{ comparer }] = await Promise.all([import("./compare.js"), sheet("compare.css")]);
    const made = comparer(compareButton, taken);
    compare = made;
    made.element.addEventListener("toggled", () => {
      pre.hidden = made.isOpen;
    });
    pre.before(made.element);
    showFile();
    made.toggle();
  }, { once: true });

  /** @type {string[]} */
  let shownLines = [];
  /** @type {HTMLElement[]} */
  let shownElements = [];
  let shownPath = "";
  let shownActions = "";

  const lineElement = (/** @type {Token[]} */ tokens, /** @type {boolean} */ fresh) => {
    const parts = tokens.map(({ kind, text }) => (kind ? make("span", { class: kind }, text) : text));
    return make("span", { class: fresh ? "l fresh" : "l" }, ...parts, "\n");
  };

  /** Says each part the number of its first line, inside of it: what is contained neither counts further nor hears. */
  const number = () => {
    let before = 0;
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (code.querySelectorAll(".part > *"))) {
      part.style.counterReset = `line ${before}`;
      before += part.childElementCount;
    }
  };

  const showFile = () => {
    const file = all.find((each) => each.path === chosenPath);
    place.hidden = !file;
    if (!file) return;
    const lines = highlight(file.text, file.language);
    const texts = lines.map((line) => line.map(({ text }) => text).join(""));
    if (file.path === shownPath) {
      const { start, removed, added, fresh } = changes(shownLines, texts);
      const made = lines.slice(start, start + added).map((line, index) => lineElement(line, fresh.has(start + index)));
      const gone = shownElements.splice(start, removed, ...made);
      // In the part of the line before, or of the one behind.
      const place = gone.at(-1) ?? shownElements[start - 1];
      if (place) place.after(...made);
      else code.querySelector(".part > *")?.prepend(...made);
      for (const element of gone) element.remove();
      if (removed !== added) number();
    } else {
      shownElements = lines.map((line) => lineElement(line, false));
      const parts = Array.from({ length: Math.ceil(lines.length / PART) }, (_, index) => make("span", { class: "part" }, make("span", {}, ...shownElements.slice(index * PART, (index + 1) * PART))));
      code.replaceChildren(...parts);
      number();
      pre.scrollTo(0, 0);
    }
    code.style.setProperty("--digits", String(String(lines.length).length));
    shownLines = texts;
    shownPath = file.path;
    path.textContent = file.path;
    mode.textContent = store.state.stale && file.path !== PROJECT ? "from before the mistake" : file.mode & 0o100 ? "can be run" : "";
    pre.setAttribute("aria-label", `Text of ${file.path}`);

    compare?.show(file);
    compareButton.setAttribute("aria-label", `Compare ${file.path}`);
    const name = titleOf(file);
    if (shownActions === file.path) return;
    shownActions = file.path;
    const text = () => all.find((each) => each.path === file.path)?.text ?? "";
    actions.replaceChildren(
      copyButton(text, [`Copy ${name}`], { class: "copy primary" }),
      make("button", { type: "button", "aria-label": `Download ${name}`, click: () => download(file.machine ? `${file.machine}-${baseName(file.path)}` : baseName(file.path), new Blob([text()])) }, "Download"),
      compareButton,
    );
  };

  const choose = (/** @type {string} */ next) => {
    chosenPath = next;
    closeSteps();
    markChosen();
    showFile();
  };
  const leaf = (/** @type {string} */ path) => tree.querySelector(`[data-path="${CSS.escape(path)}"]`);
  const markChosen = () => {
    const marked = tree.querySelector("[aria-current]");
    const wanted = leaf(chosenPath);
    if (marked === wanted) return;
    marked?.removeAttribute("aria-current");
    wanted?.setAttribute("aria-current", "true");
  };

  /** Which files are other ones than were downloaded last. */
  const markChanged = () => {
    const last = taken();
    const files = new Map(all.map((file) => [file.path, file]));
    for (const button of tree.querySelectorAll("button")) {
      const file = files.get(button.dataset.path ?? "");
      if (!file) continue;
      const words = file.machine ? `${baseName(file.path)} for ${file.machine}` : baseName(file.path);
      const changed = last !== null && last.texts.get(file.path) !== file.text;
      button.toggleAttribute("data-changed", changed);
      button.title = changed ? "Not as in the last download" : "";
      button.setAttribute("aria-label", changed ? `${words}, not as in the last download` : words);
    }
  };

  const everything = /** @type {HTMLButtonElement} */ (byId("download-all"));
  everything.addEventListener("click", async () => {
    const { project } = store.state;
    const folder = archiveName(shelf.name);
    const taking = all;
    everything.disabled = true;
    try {
      const { zip } = await import("../zip.js");
      memory = await import("../taken.js");
      download(`${folder}.zip`, await zip(taking.map(({ path, mode, text }) => ({ path: `${folder}/${path}`, mode, text }))));
      memory.take(shelf.id, project, taking);
      say(`Downloaded ${taking.length} files as ${folder}.zip`);
    } finally {
      everything.disabled = false;
    }
    markChanged();
    showFile();
  });

  const remember = async () => {
    if (memory || recall(`taken.${shelf.id}`) === null) return;
    memory = await import("../taken.js");
    markChanged();
    showFile();
  };
  shelf.addEventListener("change", remember);
  void remember();

  /** @type {Promise<ReturnType<typeof import("./finder.js").finder>> | undefined} */
  let found;
  const find = () => {
    const many = store.state.ids.length >= MANY;
    if (many) found ??= Promise.all([import("./finder.js"), sheet("finder.css")]).then(([{ finder }]) => finder(tree, () => all));
    // What did not come is asked for again the next time.
    found?.then((update) => update(many)).catch((reason) => {
      found = undefined;
      throw reason;
    });
  };

  let shownTree = "";
  const showTree = () => {
    const key = all.map(({ path }) => path).join("\n");
    if (key === shownTree) return;
    shownTree = key;
    const machines = [...new Set(all.map(({ machine }) => machine))];
    const focused = document.activeElement instanceof HTMLElement && tree.contains(document.activeElement) ? document.activeElement.dataset.path : undefined;
    tree.replaceChildren(
      make("ul", {}, ...machines.map((machine) =>
        make("li", { class: "machine" },
          make("span", { class: "machine-name", title: machine }, machine || "This computer"),
          make("ul", {}, ...all.filter((file) => file.machine === machine).map((file) => {
            const button = make("button", { type: "button", class: "leaf", click: () => choose(file.path) }, baseName(file.path));
            button.dataset.path = file.path;
            return make("li", {}, button);
          })),
        ),
      )),
    );
    find();
    if (focused) /** @type {HTMLElement | null} */ (leaf(focused))?.focus();
  };

  store.subscribe((state, before) => {
    if (before && state.artifacts === before.artifacts && state.toml === before.toml && state.chosen === before.chosen && state.stale === before.stale) return;
    const old = all;
    all = filesOf(state);
    if (!all.some(({ path }) => path === chosenPath)) {
      // Renamed or gone: the same kind of file stays in view.
      const last = old.find(({ path }) => path === chosenPath);
      const name = state.chosen === "everything" ? "" : String(store.read(state.chosen).name ?? "");
      const same = all.find(({ machine, kind }) => machine === name && kind === last?.kind);
      chosenPath = (same ?? all[0]).path;
    } else if (before && state.chosen !== before.chosen && state.chosen !== "everything") {
      // Choosing a domain turns a host's file into the same one of that host.
      const current = all.find(({ path }) => path === chosenPath);
      const name = String(store.read(state.chosen).name ?? "");
      const same = current?.machine ? all.find(({ machine, kind }) => machine === name && kind === current.kind) : undefined;
      if (same) chosenPath = same.path;
    }
    byId("files").toggleAttribute("data-stale", state.stale && state.artifacts.length > 0);
    byId("files-count").textContent = state.artifacts.length ? String(all.length) : "";
    everything.hidden = state.artifacts.length === 0 || state.stale;
    showTree();
    markChanged();
    markChosen();
    showFile();
    if (!before || state.chosen === before.chosen) return;
    find();
    // With the next frame: asked for now, all files would be laid out twice.
    requestAnimationFrame(() => tree.querySelector("[aria-current]")?.closest(".machine")?.scrollIntoView({ block: "nearest" }));
  });
}
