// @ts-check
/**
 * The files: a list by machine, and the chosen one with copy and download.
 * @import { File } from '../types.js'
 * @import { Shelf } from '../shelf.js'
 * @import { Store } from '../state.js'
 */
import { copyButton, download } from "../clipboard.js";
import { byId, late, make, say, setText, sheet } from "../dom.js";
import { PROJECT, archiveName, baseName, filesOf, spokenOf, titleOf } from "../filelist.js";
import { highlight } from "../highlight.js";
import { changes } from "../lines.js";
import { recall } from "../storage.js";
import { MANY } from "./fleet.js";
import { closeSteps } from "./steps.js";

/** How many lines are laid out together: of a long file the others wait until they are in sight. */
const PART = 50;

/** More lines than these do not glow: where nearly all is new, nobody looks for it. */
const GLOWING = 100;

/** From here on, colour costs more than it gives; in characters. */
const TOO_LONG = 400_000;

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

  /** What is shown, line by line: its text, its element, and the quote of the string in which it begins. */
  let shown = { key: "", text: "", lines: /** @type {string[]} */ ([]), elements: /** @type {HTMLElement[]} */ ([]), opens: [""] };
  /** @type {HTMLElement[]} */
  let glowing = [];
  let shownActions = "";

  /** Of the text that is shown already only the lines that changed are drawn. @param {File} file */
  const showText = ({ path, text, language }) => {
    const coloured = text.length > TOO_LONG ? "" : language;
    const key = `${path} ${coloured}`;
    const isNew = key !== shown.key;
    if (!isNew && text === shown.text) return;
    const lines = text.split("\n");
    if (lines.at(-1) === "") lines.pop();
    const old = isNew ? { lines: [], elements: [], opens: [""] } : shown;
    const { start, removed, added, fresh } = changes(old.lines, lines);
    const glows = !isNew && fresh.size <= GLOWING;
    const grown = added - removed;
    const opens = old.opens.slice(0, start + 1);
    const elements = old.elements.slice(0, start);
    // Moved to another place they would glow again.
    for (const element of glowing) element.classList.remove("fresh");
    glowing = [];
    let end = start;
    // Also those that are behind a quote which came or went.
    for (; end < start + added || (end < lines.length && opens[end] !== old.opens[end - grown]); end += 1) {
      if (grown === 0 && lines[end] === old.lines[end] && opens[end] === old.opens[end]) {
        opens.push(old.opens[end + 1]);
        elements.push(old.elements[end]);
        continue;
      }
      const { tokens, open } = highlight(lines[end], coloured, opens[end]);
      opens.push(open);
      const parts = tokens.map(({ kind, text }) => (kind ? make("span", { class: kind }, text) : text));
      const element = make("span", { class: "l" }, ...parts, "\n");
      elements.push(element);
      if (!glows || !fresh.has(end)) continue;
      element.classList.add("fresh");
      glowing.push(element);
    }
    shown = { key, text, lines, opens: opens.concat(old.opens.slice(end - grown + 1)), elements: elements.concat(old.elements.slice(end - grown)) };
    if (isNew) {
      code.replaceChildren();
      pre.scrollTo(0, 0);
    }
    if (grown === 0) {
      for (let index = start; index < end; index += 1) if (elements[index] !== old.elements[index]) old.elements[index].replaceWith(elements[index]);
    } else {
      const first = Math.floor(start / PART);
      for (let index = first; index * PART < shown.elements.length; index += 1) {
        const part = /** @type {HTMLElement} */ (code.children[index] ?? code.appendChild(make("span", { class: "part" })));
        const mine = shown.elements.slice(index * PART, (index + 1) * PART);
        // One text for all: numbers that count would be counted again with each letter.
        if (part.childElementCount !== mine.length) part.dataset.numbers = mine.map((_, at) => index * PART + at + 1).join("\n");
        part.replaceChildren(...mine);
      }
      while (code.children.length * PART >= shown.elements.length + PART) code.lastChild?.remove();
    }
    code.style.setProperty("--digits", String(String(lines.length).length));
  };

  const showFile = () => {
    const file = all.find((each) => each.path === chosenPath);
    place.hidden = !file;
    if (!file) return;
    showText(file);
    setText(path, file.path);
    setText(mode, store.state.stale && file.path !== PROJECT ? "not up to date" : file.mode & 0o100 ? "can be run" : "");
    pre.setAttribute("aria-label", `Text of ${file.path}`);

    compare?.show(file);
    compareButton.setAttribute("aria-label", `Compare ${file.path}`);
    const name = titleOf(file);
    if (shownActions === file.path) return;
    shownActions = file.path;
    const text = () => all.find((each) => each.path === file.path)?.text ?? "";
    actions.replaceChildren(
      copyButton(text, [`Copy ${file.kind}`, make("span", { class: "whose" }, file.machine && ` for ${file.machine}`)], { class: "copy primary" }),
      make("button", { type: "button", "aria-label": `Download ${name}`, click: () => {
        download(file.machine ? `${file.machine}-${baseName(file.path)}` : baseName(file.path), new Blob([text()]));
        if (file.path === PROJECT) shelf.take();
      } }, "Download"),
      compareButton,
    );
  };

  const choose = (/** @type {string} */ next) => {
    chosenPath = next;
    closeSteps();
    markChosen();
    showFile();
  };
  const leaf = (/** @type {string} */ path) => leaves[all.findIndex((file) => file.path === path)];
  /** @type {HTMLElement | undefined} */
  let current;
  const markChosen = () => {
    const wanted = leaf(chosenPath);
    if (current === wanted) return;
    current?.removeAttribute("aria-current");
    wanted?.setAttribute("aria-current", "true");
    current = wanted;
  };

  /** The buttons of the tree, in the order of the files. @type {HTMLButtonElement[]} */
  let leaves = [];
  /** Marks those that are other files than were downloaded last. */
  const markChanged = () => void memory?.mark(shelf.id, all, leaves);

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
      if (project === store.state.project) shelf.take();
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

  const finder = late(async () => {
    const [made] = await Promise.all([import("./finder.js"), sheet("finder.css")]);
    return made.finder(tree, () => all);
  });
  let hasFinder = false;
  const find = async () => {
    const many = store.state.ids.length >= MANY;
    hasFinder ||= many;
    if (hasFinder) (await finder())(many);
  };

  const showTree = (/** @type {File[]} */ old) => {
    if (leaves.length && all.length === old.length && all.every(({ path }, index) => path === old[index].path)) return;
    const focused = document.activeElement instanceof HTMLElement && tree.contains(document.activeElement) ? document.activeElement.dataset.path : undefined;
    leaves = all.map((file) => {
      const button = make("button", { type: "button", class: "leaf", "aria-label": spokenOf(file), click: () => choose(file.path) }, baseName(file.path));
      button.dataset.path = file.path;
      return button;
    });
    // A machine's files stand together.
    /** @type {HTMLLIElement[]} */
    const machines = [];
    for (let at = 0, end = 0; at < all.length; at = end) {
      const { machine } = all[at];
      while (all[end]?.machine === machine) end += 1;
      machines.push(make("li", { class: "machine" },
        make("span", { class: "machine-name", title: machine }, machine || "This computer"),
        make("ul", {}, ...leaves.slice(at, end).map((button) => make("li", {}, button))),
      ));
    }
    tree.replaceChildren(make("ul", {}, ...machines));
    find();
    if (focused) leaf(focused)?.focus();
  };

  store.subscribe((state, before) => {
    if (before && state.artifacts === before.artifacts && state.project === before.project && state.chosen === before.chosen && state.stale === before.stale) return;
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
    setText(byId("files-count"), state.artifacts.length ? String(all.length) : "");
    everything.hidden = state.artifacts.length === 0 || state.stale;
    showTree(old);
    markChanged();
    markChosen();
    showFile();
    if (!before || state.chosen === before.chosen) return;
    find();
    // With the next frame: asked for now, all files would be laid out twice.
    requestAnimationFrame(() => tree.querySelector("[aria-current]")?.closest(".machine")?.scrollIntoView({ block: "nearest" }));
  });
}
