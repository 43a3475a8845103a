// @ts-check
/**
 * Offers accents that nobody takes for another host's. Loaded when the first is asked for.
 * @import { Store } from '../state.js'
 * @import { Table } from '../types.js'
 */
import { suggestBeside } from "../../pkg/wezmux.js";
import { say } from "../dom.js";
import { domainsOf } from "../state.js";
import { toast } from "./toast.js";

export const NO_ROOM = "There are too many domains for one more colour that everyone can tell from the others.";

/**
 * An accent for this table that keeps clear of every other one, and of these.
 * @param {Store} store
 * @param {Table} table
 * @param {string[]} [without]
 */
export function beside(store, table, without = []) {
  const { project } = store.state;
  const all = [...domainsOf(project).map(({ accent }) => accent), project.defaults?.accent];
  const taken = all.filter((each) => typeof each === "string");
  const appearance = store.read(table).appearance ?? project.defaults?.appearance;
  return suggestBeside([...taken, ...without], typeof appearance === "string" ? appearance : undefined);
}

/**
 * @param {Store} store
 * @param {Table} table whose accent it is
 * @param {HTMLButtonElement} button that asks for one
 * @returns {() => void} takes the next one
 */
export function suggesting(store, table, button) {
  // What was offered before is not offered again while one looks at this domain.
  /** @type {string[]} */
  const offered = [];
  return () => {
    const before = /** @type {string | undefined} */ (store.read(table).accent);
    let accent = beside(store, table, offered);
    if (!accent) {
      offered.length = 0;
      accent = beside(store, table);
    }
    if (!accent) {
      say(NO_ROOM);
      button.disabled = true;
      button.title = NO_ROOM;
      return;
    }
    offered.push(accent);
    store.write(table, "accent", accent);
    toast(`The accent is ${accent}.`, () => store.write(table, "accent", before), before ? `Undo: back to ${before}` : "Undo: no accent");
  };
}
