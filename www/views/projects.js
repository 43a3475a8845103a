// @ts-check
/**
 * Which project is open, and what is said where it cannot be kept, or was changed in another tab.
 * @import { Shelf } from '../shelf.js'
 * @import { Store } from '../state.js'
 */
import { byId, late, make, setText, sheet } from "../dom.js";

/** What stands beneath the list of domains. */
const NOTES = {
  kept: "Kept in this browser only.",
  full: "Not kept: this browser’s storage is full.",
  blocked: "Not kept: this browser keeps nothing.",
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
  const name = open.appendChild(make("span", { class: "words" }));
  const note = byId("kept");
  const enter = late(async () => {
    const [{ shelving }] = await Promise.all([import("./shelving.js"), sheet("shelf.css"), sheet("dialog.css")]);
    return shelving(shelf, dialog);
  });
  open.addEventListener("click", async () => (await enter())());

  const notice = late(async () => (await import("./unkept.js")).unkept(store, shelf, byId("unkept")));
  let isTroubled = false;
  const tellTrouble = async () => {
    isTroubled ||= shelf.trouble !== null;
    if (isTroubled) (await notice())();
  };

  const told = () => {
    setText(name, shelf.name);
    open.setAttribute("aria-label", `Projects; ${shelf.name} is open`);
    open.hidden = false;
    document.title = `${shelf.name} · wezmux`;
    setText(note, NOTES[shelf.trouble ?? "kept"]);
    note.classList.toggle("warn", shelf.trouble !== null);
    void tellTrouble();
  };
  shelf.addEventListener("change", told);
  shelf.addEventListener("followed", async () => (await import("./toast.js")).toast("Another tab changed this project.", () => store.undo(), "Undo: back to what was here"));
  told();
}
