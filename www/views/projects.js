// @ts-check
/**
 * Which project is open, and what is said where it cannot be kept, or was changed in another tab.
 * @import { Shelf } from '../shelf.js'
 * @import { Store } from '../state.js'
 */
import { byId, make, say, sheet } from "../dom.js";

/** What stands beneath the list of domains. */
const NOTES = {
  kept: "Kept in this browser only.",
  full: "This browser’s storage is full: what you change now is not kept. Download the project file, or delete a project that you no longer need.",
  blocked: "This browser keeps nothing. Download the project file before you leave.",
  clash: "Not kept yet: another tab changed this project as well.",
};

/**
 * @param {Store} store
 * @param {Shelf} shelf
 */
export function projects(store, shelf) {
  const dialog = byId("projects");
  if (!(dialog instanceof HTMLDialogElement)) return;

  const open = byId("projects-open");
  const note = byId("kept");
  const clash = byId("clash");
  /** @type {(() => void) | null} */
  let enter = null;
  open.addEventListener("click", async () => {
    const [{ shelving }] = await Promise.all([import("./shelving.js"), sheet("shelf.css")]);
    enter ??= shelving(shelf, dialog);
    enter();
  });

  const showClash = () => {
    clash.hidden = shelf.trouble !== "clash";
    if (clash.hidden || clash.hasChildNodes()) {
      if (clash.hidden) clash.replaceChildren();
      return;
    }
    clash.replaceChildren(
      make("p", {}, "Another tab changed this project while you did. Both are still there."),
      make("button", { type: "button", click: () => shelf.takeOther() }, "Take the other tab’s"),
      make("button", { type: "button", class: "primary", click: () => {
        shelf.keepBoth();
        say(`What is here is now called ${shelf.name}`);
      } }, "Keep both"),
    );
  };

  const told = () => {
    open.replaceChildren(make("span", { class: "words" }, shelf.name));
    open.setAttribute("aria-label", `Projects; ${shelf.name} is open`);
    open.hidden = false;
    document.title = `${shelf.name} · wezmux`;
    note.textContent = NOTES[shelf.trouble ?? "kept"];
    note.classList.toggle("warn", shelf.trouble !== null);
    showClash();
  };
  shelf.addEventListener("change", told);
  shelf.addEventListener("followed", async () => (await import("./toast.js")).toast("Another tab changed this project.", () => store.undo(), "Undo: back to what was here"));
  told();
}
