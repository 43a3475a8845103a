// @ts-check
/**
 * What asks for an import: the button, a link to another project, a file that is dropped.
 * @import { Shelf } from '../shelf.js'
 * @import { Store } from '../state.js'
 */
import { share } from "../../pkg/wezmux.js";
import { byId, late, sheet } from "../dom.js";
import { ADDRESS, recall } from "../storage.js";

/**
 * @param {Store} store
 * @param {Shelf} shelf
 */
export function importer(store, shelf) {
  const dialog = byId("importer");
  if (!(dialog instanceof HTMLDialogElement)) return;

  const made = late(async () => {
    const [{ importing }] = await Promise.all([import("./importing.js"), sheet("dialog.css"), sheet("import.css")]);
    return importing(store, shelf, dialog);
  });
  const present = async (/** @type {string} */ given) => {
    const view = await made();
    view.present(given);
    return view;
  };
  byId("import").addEventListener("click", () => void present(""));

  // A link to a project that is not this one: it is shown before it replaces anything.
  const follow = async () => {
    const { hash } = location;
    if (!/^#\d+\./.test(hash)) return;
    const { project } = store.state;
    const own = [recall(ADDRESS, "sessionStorage"), ...(await Promise.all([share(project, false), share(project, true)]))];
    if (!own.includes(hash)) void present(hash);
  };
  void follow();
  addEventListener("hashchange", follow);

  // A file that is dropped anywhere is read as if it had been chosen.
  const brings = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (brings(event)) event.preventDefault();
  });
  document.addEventListener("drop", async (event) => {
    const [dropped] = event.dataTransfer?.files ?? [];
    if (!dropped || !brings(event)) return;
    event.preventDefault();
    await (await present("")).take(dropped);
  });
}
