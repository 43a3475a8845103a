// @ts-check
/** One line about what was just done, with a way back. It stays until it is closed, used or outdated. */
import { byId, make, sheet } from "../dom.js";
/** @import { Store } from '../state.js' */

await sheet("toast.css");

/** In milliseconds, while neither pointer nor focus is on it. */
const STAYS = 20_000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let leaving;

export function dismiss() {
  clearTimeout(leaving);
  byId("toasts").replaceChildren();
}

/**
 * @param {string} text
 * @param {() => void} undo
 * @param {string} undoLabel what the button will do, for those who hear it
 */
export function toast(text, undo, undoLabel) {
  const wait = () => {
    clearTimeout(leaving);
    leaving = setTimeout(dismiss, STAYS);
  };
  const stay = () => clearTimeout(leaving);
  // Whoever clicked has the focus here as well, and is not about to use it.
  const reached = (/** @type {FocusEvent} */ { target }) => target instanceof Element && target.matches(":focus-visible") && stay();
  const back = make("button", {
    type: "button",
    "aria-label": undoLabel,
    click: () => {
      dismiss();
      undo();
      byId("editor").focus({ preventScroll: true });
    },
  }, "Undo");
  const close = make("button", { type: "button", class: "quiet", "aria-label": "Close this message", click: dismiss }, "×");
  const element = make("div", { class: "toast", mouseenter: stay, mouseleave: wait, focusin: reached, focusout: wait }, make("span", {}, text), back, close);
  byId("toasts").replaceChildren(element);
  wait();
}

/**
 * The same about the store's last change, which it takes back. Once something else changed it is not offered any more,
 * as it would undo that.
 * @param {Store} store
 * @param {string} text
 * @param {string} undoLabel
 */
export function toastChange(store, text, undoLabel) {
  const { project } = store.state;
  toast(text, () => store.undo(), undoLabel);
  const outdate = () => {
    if (store.state.project === project) return;
    store.removeEventListener("change", outdate);
    dismiss();
  };
  store.addEventListener("change", outdate);
}
