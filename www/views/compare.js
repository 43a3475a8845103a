// @ts-check
/**
 * What a file would change: against what was downloaded last, or against a text that one pastes or drops.
 * @import { File } from '../types.js'
 * @import { Taken } from '../taken.js'
 */
import { count } from "../diagnostics.js";
import { differences } from "../differences.js";
import { make } from "../dom.js";
import { textOf } from "../textfile.js";

/** So many lines around a difference are shown. */
const AROUND = 3;

/** More lines than these are not drawn. */
const DRAWN = 2000;

/** How a line ends, and whether the last one does, is no difference. */
const linesOf = (/** @type {string} */ text) => (text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/));

/**
 * Begins to compare.
 * @param {HTMLButtonElement} button that shows and hides it
 * @param {() => Taken | null} taken what was downloaded last
 */
export function comparer(button, taken) {
  /** @type {File | undefined} */
  let file;
  let isOpen = false;
  /** What one gave, by path, as long as the page is open. @type {Map<string, string>} */
  const given = new Map();
  /** @type {"download" | "text"} */
  let against = "text";

  const fromDownload = make("input", { type: "radio", name: "against", id: "against-download" });
  const downloadWords = make("label", { for: "against-download" });
  const fromText = make("input", { type: "radio", name: "against", id: "against-text" });
  const choice = make("fieldset", { class: "against" },
    make("legend", { class: "hidden" }, "Compare with"),
    make("span", { class: "choice" }, fromDownload, downloadWords),
    make("span", { class: "choice" }, fromText, make("label", { for: "against-text" }, "With a text of yours")),
  );
  const chooser = make("input", { type: "file", id: "compare-file", class: "hidden-input" });
  const text = make("textarea", { id: "compare-text", class: "code", rows: 3, spellcheck: false, autocapitalize: "none", placeholder: "Paste it, or drop a file" });
  const giving = make("div", { class: "giving" },
    make("label", { for: "compare-text" }, "Text to compare with"),
    text,
    chooser, make("label", { for: "compare-file", class: "button" }, "Choose a file"),
  );
  const outcome = make("p", { class: "outcome", role: "status" });
  const code = make("code", {});
  const pre = make("pre", { class: "diff", tabIndex: 0, role: "region" }, code);
  const element = make("div", { class: "compare", hidden: true }, choice, giving, outcome, pre);

  const line = (/** @type {"del" | "ins" | "span"} */ tag, /** @type {string} */ words) => {
    const sign = { del: "−", ins: "+", span: " " }[tag];
    const said = { del: "removed: ", ins: "added: ", span: "" }[tag];
    return make(tag, { class: "d" }, make("span", { class: "sign", "aria-hidden": "true" }, sign), said && make("span", { class: "hidden" }, said), words, "\n");
  };

  const draw = (/** @type {string} */ before, /** @type {string} */ after) => {
    const [old, now] = [linesOf(before), linesOf(after)];
    const places = differences(old, now);
    const sum = (/** @type {"removed" | "added"} */ key) => places.reduce((total, place) => total + place[key], 0);
    const [removed, added] = [sum("removed"), sum("added")];
    outcome.textContent = places.length
      ? `${count(removed, "line goes", "lines go")} (−), ${count(added, "line comes", "lines come")} (+).`
      : "There is no difference.";
    pre.hidden = places.length === 0;
    /** @type {Node[]} */
    const drawn = [];
    let at = 0;
    const skip = (/** @type {number} */ to) => {
      if (to > at) drawn.push(make("span", { class: "d skipped" }, `${count(to - at, "line", "lines")} as before\n`));
      at = Math.max(at, to);
    };
    const same = (/** @type {number} */ to) => {
      for (; at < Math.min(to, now.length); at += 1) drawn.push(line("span", now[at]));
    };
    for (const [index, { from, removed, to, added }] of places.entries()) {
      if (index > 0) same(Math.min(at + AROUND, to));
      skip(to - AROUND);
      same(to);
      for (const gone of old.slice(from, from + removed)) drawn.push(line("del", gone));
      for (const come of now.slice(to, to + added)) drawn.push(line("ins", come));
      at = to + added;
    }
    same(at + AROUND);
    skip(now.length);
    const left = drawn.length - DRAWN;
    code.replaceChildren(...drawn.slice(0, DRAWN), ...(left > 0 ? [make("span", { class: "d skipped" }, `and ${left} more lines\n`)] : []));
  };

  const render = () => {
    if (!file || !isOpen) return;
    const last = taken();
    choice.hidden = !last;
    if (last) {
      const when = last.at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
      downloadWords.textContent = `With the last download, ${when}`;
    }
    const way = last ? against : "text";
    fromDownload.checked = way === "download";
    fromText.checked = way === "text";
    giving.hidden = way !== "text";
    pre.setAttribute("aria-label", `Differences of ${file.path}`);
    const other = way === "text" ? given.get(file.path) : last?.texts.get(file.path);
    if (typeof other === "string") {
      draw(other, file.text);
      return;
    }
    pre.hidden = true;
    if (way === "text") outcome.textContent = "";
    else outcome.textContent = other === null ? "This page has been renewed since, and cannot make that file again. Compare it with the one that you have." : "It was not in the last download.";
  };

  const accept = (/** @type {string} */ words) => {
    if (!file) return;
    if (words === "") given.delete(file.path);
    else given.set(file.path, words);
    render();
  };
  const read = async (/** @type {globalThis.File | undefined} */ chosen) => {
    if (!chosen) return;
    const { text: words, mistake } = await textOf(chosen);
    if (mistake !== null) {
      outcome.textContent = mistake;
      return;
    }
    against = "text";
    text.value = words;
    accept(words);
  };
  text.addEventListener("input", () => accept(text.value));
  chooser.addEventListener("change", async () => {
    await read(chooser.files?.[0]);
    chooser.value = "";
  });
  element.addEventListener("drop", (event) => {
    // The page itself would import it.
    event.preventDefault();
    event.stopPropagation();
    void read(event.dataTransfer?.files[0]);
  });
  for (const [input, way] of /** @type {const} */ ([[fromDownload, "download"], [fromText, "text"]]))
    input.addEventListener("change", () => {
      against = way;
      render();
    });
  const open = (/** @type {boolean} */ next) => {
    isOpen = next;
    element.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    element.dispatchEvent(new Event("toggled"));
    render();
  };
  const toggle = () => {
    if (!isOpen && taken()?.texts.has(file?.path ?? "")) against = "download";
    open(!isOpen);
  };
  button.addEventListener("click", toggle);

  return {
    element,
    toggle,
    get isOpen() {
      return isOpen;
    },
    /** @param {File} next the file that is shown now */
    show(next) {
      if (next.path !== file?.path) text.value = given.get(next.path) ?? "";
      file = next;
      render();
    },
  };
}
