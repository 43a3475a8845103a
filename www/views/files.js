// @ts-check
/**
 * The files: a list by machine, and the chosen one with copy and download.
 * @import { Artifact } from '../../pkg/wezmux.js'
 * @import { Store, State } from '../state.js'
 * @import { Token } from '../highlight.js'
 */
import { copyButton, download } from "../clipboard.js";
import { byId, make } from "../dom.js";
import { highlight } from "../highlight.js";
import { changes } from "../lines.js";
import { closeSteps } from "./steps.js";

/** The project itself stands among the files as one more. */
const PROJECT = "wezmux.toml";

/** How many lines are laid out together: of a long file the others wait until they are in sight. */
const PART = 50;

/** @typedef {{ path: string, machine: string, kind: string, language: string, mode: number, text: string }} File */

/**
 * What a file is, as one would call it.
 * @param {Artifact} artifact
 */
function kindOf({ domain, language }) {
  if (!domain) return language === "markdown" ? "cheat sheet" : "local config";
  return { lua: "config", systemd: "unit", sh: "installer", markdown: "notes" }[language];
}

/**
 * @param {State} state
 * @returns {File[]}
 */
function filesOf({ artifacts, toml }) {
  /** @type {File[]} */
  const files = artifacts.map((artifact) => ({
    path: artifact.path,
    machine: artifact.domain ?? "",
    kind: kindOf(artifact),
    language: artifact.language,
    mode: artifact.mode,
    // It is made only when it is looked at.
    get text() {
      return artifact.text;
    },
  }));
  const project = { path: PROJECT, machine: "", kind: "project file", language: "toml", mode: 0o644, text: toml };
  const first = files.findIndex(({ machine }) => machine !== "");
  files.splice(first < 0 ? files.length : first, 0, project);
  return files;
}

/** @param {string} path */
const baseName = (path) => path.split("/").pop() ?? path;

/** @param {Store} store */
export function files(store) {
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
  place.append(make("header", { class: "file-head" }, make("p", { class: "where" }, path, mode), actions), pre);

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

  /** Says each part the number of its first line: one that is out of sight counts nothing. */
  const number = () => {
    let before = 0;
    for (const part of /** @type {Iterable<HTMLElement>} */ (code.children)) {
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
      else code.firstElementChild?.prepend(...made);
      for (const element of gone) element.remove();
      if (removed !== added) number();
    } else {
      shownElements = lines.map((line) => lineElement(line, false));
      const parts = Array.from({ length: Math.ceil(lines.length / PART) }, (_, index) => make("span", { class: "part" }, ...shownElements.slice(index * PART, (index + 1) * PART)));
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

    const name = file.machine ? `${file.kind} for ${file.machine}` : file.kind;
    if (shownActions === file.path) return;
    shownActions = file.path;
    const text = () => all.find((each) => each.path === file.path)?.text ?? "";
    actions.replaceChildren(
      copyButton(text, [`Copy ${name}`], { class: "copy primary" }),
      make("button", { type: "button", "aria-label": `Download ${name}`, click: () => download(file.machine ? `${file.machine}-${baseName(file.path)}` : baseName(file.path), text()) }, "Download"),
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
            if (machine) button.setAttribute("aria-label", `${baseName(file.path)} for ${machine}`);
            button.dataset.path = file.path;
            return make("li", {}, button);
          })),
        ),
      )),
    );
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
    showTree();
    markChosen();
    showFile();
    const machine = tree.querySelector("[aria-current]");
    if (machine && before && state.chosen !== before.chosen) machine.closest(".machine")?.scrollIntoView({ block: "nearest" });
  });
}
