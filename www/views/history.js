// @ts-check
/**
 * Undo and redo, with buttons and keys; each says what it would do.
 * @import { Store } from '../state.js'
 */
import { byId, say } from "../dom.js";

/** @param {Store} store */
export function history(store) {
  const take = (/** @type {"undo" | "redo"} */ way) => {
    const what = store.state[way];
    if (!what) return;
    store[way]();
    say(`${way === "undo" ? "Undone" : "Done again"}: ${what}`);
  };
  for (const way of /** @type {const} */ (["undo", "redo"])) {
    const button = /** @type {HTMLButtonElement} */ (byId(way));
    button.addEventListener("click", () => take(way));
    store.subscribe((state) => {
      const what = state[way];
      const words = way === "undo" ? "Undo" : "Redo";
      button.hidden = false;
      button.disabled = !what;
      const title = what ? `${words}: ${what}` : `Nothing to ${way}`;
      if (button.title === title) return;
      button.title = title;
      button.setAttribute("aria-label", title);
    });
  }
  // Typing is a change of the project too, so that these keys mean the same everywhere but in a dialog.
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    const way = key === "z" ? (event.shiftKey ? "redo" : "undo") : key === "y" && !event.shiftKey ? "redo" : null;
    if (!way || (event.target instanceof Element && event.target.closest("[type=search]"))) return;
    event.preventDefault();
    take(way);
  });
}
