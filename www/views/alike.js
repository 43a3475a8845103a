// @ts-check
/**
 * Two windows that look alike, side by side, as those see them who take one for the other. Loaded when that is asked for.
 * @import { Diagnostic, Vision } from '../../pkg/wezmux.js'
 * @import { Store } from '../state.js'
 */
import { preview } from "../../pkg/wezmux.js";
import { target } from "../diagnostics.js";
import { make } from "../dom.js";
import { focusField } from "./editor.js";
import { NO_ROOM, beside } from "./suggesting.js";
import { toastChange } from "./toast.js";

/** A window, in pixels before it is made as wide as there is room. */
const FRAME = /** @type {const} */ ({ width: 300, height: 180, text: 12, tab_bar: "fancy" });

/** @type {Record<Vision, string>} */
const WHO = {
  normal: "everyone",
  protanopia: "people who see little red (protanopia)",
  deuteranopia: "people who see little green (deuteranopia)",
  tritanopia: "people who see little blue (tritanopia)",
};

/**
 * @param {Store} store
 * @returns {(warning: Diagnostic) => void} shows the two that a warning is about
 */
export function alike(store) {
  const dialog = document.body.appendChild(make("dialog", { class: "importer", id: "alike", "aria-labelledby": "alike-title" }));

  return ({ path: own, alike }) => {
    if (!alike) return;
    const { path, vision, shade } = alike;
    const { project, ids } = store.state;
    const two = [path, own].map((path) => ids[target({ path }).index]);

    const windows = (/** @type {string} */ title, /** @type {Vision} */ seen) => make("section", {},
      make("h3", {}, title),
      make("div", { class: "two" }, ...two.map((id) => {
        const svg = preview(store.read(id), project.defaults, { ...FRAME, shade, vision: seen });
        return make("img", { alt: `${store.title(id)}, ${title.toLowerCase()}`, width: FRAME.width, height: FRAME.height, src: `data:image/svg+xml,${encodeURIComponent(svg ?? "")}` });
      })),
    );

    const change = (/** @type {number} */ id) => {
      const accent = beside(store, id);
      if (!accent) return null;
      const title = store.title(id);
      const before = store.read(id).accent;
      const swatch = make("span", { class: "swatch tiny", "aria-hidden": "true" });
      swatch.style.setProperty("--swatch", accent);
      const take = () => {
        dialog.close();
        store.write(id, "accent", accent);
        toastChange(store, `The accent of ${title} is ${accent}.`, before ? `Undo: back to ${before}` : "Undo: no accent");
        focusField("accent");
      };
      return make("button", { type: "button", click: take }, swatch, make("span", { class: "words" }, `Make ${title}`), make("code", {}, accent));
    };
    const changes = two.map(change);

    dialog.replaceChildren(...[
      make("h2", { id: "alike-title" }, "Two windows that look alike"),
      make("p", { class: "sentence" }, `${store.title(two[0])} and ${store.title(two[1])} look alike to ${WHO[vision]}.`),
      vision === "normal" ? null : windows(`As people with ${vision} see them`, vision),
      windows(vision === "normal" ? "As everyone sees them" : "As most people see them", "normal"),
      changes.includes(null) ? make("p", { class: "note" }, NO_ROOM) : make("div", { class: "two changes" }, ...changes),
      make("div", { class: "buttons" }, make("button", { type: "button", autofocus: true, click: () => dialog.close() }, "Close")),
    ].filter((part) => part !== null));
    dialog.showModal();
  };
}
