// @ts-check
/** Handing things over: to the clipboard and as a download. */
import { copyText } from "../pkg/wezmux.js";
import { make, say } from "./dom.js";

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it is on the clipboard
 */
export async function copy(text) {
  try {
    await copyText(text);
    return true;
  } catch {
    // Not allowed, or not there: a page that came over plain HTTP has the old way only.
    const focused = document.activeElement;
    const area = make("textarea", { value: text, class: "hidden", "aria-hidden": "true" });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return done;
  }
}

/**
 * @param {string} name
 * @param {Blob} content
 */
export function download(name, content) {
  const url = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * A button that copies, and for a moment says that it did.
 * @param {() => string | Promise<string>} text
 * @param {(string | Node)[]} label
 * @param {Record<string, unknown> & { done?: () => void }} [more] `done` is called when it is on the clipboard
 */
export function copyButton(text, label, { done: after, ...more } = {}) {
  /** @type {ReturnType<typeof setTimeout>} */
  let back;
  const words = make("span", { class: "words" }, ...label);
  const answer = make("span", { class: "answer" });
  const button = make("button", { type: "button", class: "copy", ...more }, words, answer);
  button.addEventListener("click", async () => {
    const words = text();
    // A browser may allow it in the click itself only.
    const done = await copy(typeof words === "string" ? words : await words.catch(() => ""));
    if (done) after?.();
    button.dataset.answer = done ? "done" : "failed";
    answer.textContent = done ? "Copied" : "Not allowed here";
    say(done ? "Copied" : "The browser does not allow copying here");
    clearTimeout(back);
    back = setTimeout(() => {
      delete button.dataset.answer;
      answer.textContent = "";
    }, 1800);
  });
  return button;
}
