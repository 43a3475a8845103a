// @ts-check
/**
 * What keeps the files from being made, each with a way to its field.
 * @import { Diagnostic } from '../../pkg/wezmux.js'
 * @import { Store } from '../state.js'
 */
import { chosenFor, count, errorsIn, isBare, isCalm, target } from "../diagnostics.js";
import { byId, make, prose } from "../dom.js";
import { worded } from "../fields.js";
import { domainsOf } from "../state.js";
import { focusDiagnostic } from "./editor.js";
import { bring } from "./parts.js";

/** More than these are shown when one asks for them. */
const SHOWN = 8;

/** Names are cut from so many characters on: what is wrong is behind them. */
const LONG = 32;

/** @type {Record<string, string>} */
const TABLES = { defaults: "Defaults", local: "This computer", keys: "Keys" };

/** @param {Store} store */
export function mistakes(store) {
  const place = byId("mistakes");
  /** Whether one asked for all of them, until there is none. */
  let shown = SHOWN;
  store.subscribe((state, before) => {
    if (before && state.diagnostics === before.diagnostics) return;
    const errors = errorsIn(state.diagnostics);
    place.hidden = errors.length === 0;
    if (errors.length === 0) {
      shown = SHOWN;
      place.replaceChildren();
      return;
    }
    const domains = domainsOf(state.project);
    const bare = isBare(errors, domains);
    const calm = bare || isCalm(errors, domains);
    place.classList.toggle("calm", calm);
    if (bare) {
      place.replaceChildren(make("p", {}, "Add a domain or import what you have, and your files appear here."));
      return;
    }
    const item = (/** @type {Diagnostic} */ error) => {
      const { index, table } = target(error);
      const domain = domains[index];
      const name = domain ? String(domain.label || domain.name || "No name yet") : TABLES[table];
      const where = name?.length > LONG ? `${name.slice(0, LONG - 1)}…` : name;
      const chosen = chosenFor(state, error);
      const words = make("span", {}, where ? make("strong", {}, `${where}: `) : null, ...prose(worded(error)));
      if (chosen === null) return make("li", {}, words);
      const go = () => {
        store.choose(chosen);
        bring("editor");
        focusDiagnostic(error);
      };
      return make("li", {}, make("button", { type: "button", class: "link", click: go }, words));
    };
    const rest = errors.slice(shown);
    const more = make("li", {}, make("button", { type: "button", class: "link more", click: () => {
      shown = Infinity;
      const items = rest.map(item);
      more.replaceWith(...items);
      items[0].querySelector("button")?.focus();
    } }, `and ${rest.length} more`));
    place.replaceChildren(
      make("h3", {}, `${count(errors.length, "thing", "things")} to ${calm ? "fill in" : "fix"}`),
      make("p", {}, !state.artifacts.length ? "Then your files appear here." : calm ? "Until then all but wezmux.toml is as it was." : "All files below but wezmux.toml are from before the mistake."),
      make("ul", {}, ...errors.slice(0, shown).map(item), rest.length > 0 && more),
    );
  });
}
