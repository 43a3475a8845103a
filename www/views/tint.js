// @ts-check
/**
 * Lets the chosen domain's own colour tint the page.
 * @import { Store } from '../state.js'
 */
import { dressed } from "../palette.js";

/** @param {Store} store */
export function tint(store) {
  const root = document.documentElement.style;
  store.subscribe(({ chosen, project }) => {
    if (chosen === "everything") {
      root.removeProperty("--host");
      return;
    }
    const found = dressed(store.read(chosen), project);
    // While a colour is being typed the last one stays.
    // Each time that it is set, the style of the whole page is found anew.
    if (found && root.getPropertyValue("--host") !== found.theme.accent) root.setProperty("--host", found.theme.accent);
  });
}
