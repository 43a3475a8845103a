// @ts-check
/**
 * Taking the project along as a file, wherever that is offered.
 * @import { Shelf } from './shelf.js'
 * @import { Store } from './state.js'
 */
import { toToml } from "../pkg/wezmux.js";
import { download } from "./clipboard.js";
import { say } from "./dom.js";
import { PROJECT } from "./filelist.js";

/**
 * @param {Store} store
 * @param {Shelf} shelf
 */
export function takeProject(store, shelf) {
  download(PROJECT, new Blob([toToml(store.state.project)]));
  shelf.take();
  say(`Downloaded ${PROJECT}`);
}
