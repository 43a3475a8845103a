// @ts-check
/**
 * Shows and hides the next steps, which are loaded when they are asked for.
 * @import { Shelf } from '../shelf.js'
 * @import { Store } from '../state.js'
 */
import { byId, late, setText, sheet } from "../dom.js";

let close = () => {};

/** Goes back to the files. */
export function closeSteps() {
  close();
}

/**
 * @param {Store} store
 * @param {Shelf} shelf
 */
export function steps(store, shelf) {
  const place = byId("steps");
  const open = byId("steps-open");
  const panel = byId("files");
  let shown = false;

  const made = late(async () => {
    const [{ nextSteps }] = await Promise.all([import("./nextsteps.js"), sheet("steps.css")]);
    return nextSteps(store, shelf, place);
  });
  const render = async () => (await made())();

  const show = (/** @type {boolean} */ next) => {
    shown = next;
    place.hidden = !shown;
    setText(open, shown ? "Back to the files" : "Next steps");
    panel.toggleAttribute("data-steps", shown);
    if (!shown) return;
    render().catch((reason) => {
      show(false);
      throw reason;
    });
  };
  open.setAttribute("aria-controls", "steps");
  open.addEventListener("click", () => show(!shown));
  close = () => {
    if (shown) show(false);
  };

  store.subscribe((state, before) => {
    // Nobody should run a command that is from before a mistake: its host may be another one by now.
    open.hidden = state.artifacts.length === 0 || state.stale;
    if (open.hidden) close();
    if (shown && (state.artifacts !== before?.artifacts || state.project !== before?.project)) void render();
  });
  show(false);
}
