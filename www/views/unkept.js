// @ts-check
/**
 * What is said as long as the work is not kept, so that one can take it along: by a link, as a file, or into another
 * project. Loaded when that happens.
 * @import { Shelf } from '../shelf.js'
 * @import { Store } from '../state.js'
 */
import { share } from "../../pkg/wezmux.js";
import { copyButton } from "../clipboard.js";
import { make, say } from "../dom.js";
import { takeProject } from "../projectfile.js";
import { page } from "./sharer.js";

const WHY = {
  blocked: "This browser keeps nothing: once this page is closed or loaded again, your work is gone. Take it with you first.",
  full: "This browser’s storage is full: once this page is closed, what you changed is gone. Take it with you first, or delete another project.",
};

/**
 * @param {Store} store
 * @param {Shelf} shelf
 * @param {HTMLElement} place
 * @returns {() => void} says what is so now
 */
export function unkept(store, shelf, place) {
  const took = () => {
    shelf.take();
    taken.hidden = false;
  };
  const taken = make("span", { hidden: true }, " What is here now is safe with you.");
  const link = copyButton(async () => page() + (await share(store.state.project, true)), ["Copy full link"], { title: "With names, addresses, users, folders and commands", done: took });
  const file = make("button", { type: "button", class: "primary", click: () => {
    takeProject(store, shelf);
    taken.hidden = false;
  } }, "Download project");
  const takeOther = make("button", { type: "button", click: () => shelf.takeOther() }, "Drop mine, take the other tab’s");
  const keepBoth = make("button", { type: "button", class: "primary", click: () => {
    shelf.keepBoth();
    say(`What is here is now called ${shelf.name}`);
  } }, "Keep both, mine as a new project");

  addEventListener("beforeunload", (event) => {
    if (shelf.isAtRisk) event.preventDefault();
  });
  store.subscribe(({ project }, before) => {
    if (project !== before?.project) taken.hidden = true;
  });

  /** @type {Shelf["trouble"]} */
  let said = null;
  return () => {
    const { trouble } = shelf;
    place.hidden = trouble === null;
    if (trouble === said) return;
    said = trouble;
    if (trouble === null) place.replaceChildren();
    else if (trouble === "clash") place.replaceChildren(make("p", {}, "Another tab changed this project while you did. Both are still there."), takeOther, keepBoth);
    else place.replaceChildren(make("p", {}, WHY[trouble], taken), link, file);
  };
}
