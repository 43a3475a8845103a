// @ts-check
/**
 * What domains wear, each asked for once.
 * @import { DomainEntry, Dressed, Project } from '../pkg/wezmux.js'
 */
import { dress } from "../pkg/wezmux.js";

/** @type {Map<string, Dressed[]>} */
const known = new Map();
const dark = matchMedia("(prefers-color-scheme: dark)");

/**
 * The theme of a domain; of a dark and a light one the one that the system asks for.
 * @param {DomainEntry} domain
 * @param {Project} project
 * @returns {Dressed | undefined} none while its accent is no colour
 */
export function dressed(domain, { defaults }) {
  const key = JSON.stringify([domain.accent, domain.appearance, domain.stops, domain.orientation, domain.opacity, domain.blend, domain.ansi, defaults]);
  let themes = known.get(key);
  if (!themes) {
    if (known.size > 2000) known.clear();
    themes = dress(domain, defaults).themes;
    known.set(key, themes);
  }
  return themes[dark.matches ? 0 : themes.length - 1];
}

/**
 * The custom properties of a theme, as www/styles/preview.css names them.
 * @param {Dressed} dressed
 * @returns {[name: string, value: string][]}
 */
export function properties({ theme, ground }) {
  const pair = (/** @type {string} */ name, /** @type {{ fg: string, bg: string }} */ { fg, bg }) =>
    /** @type {[string, string][]} */ ([[`--${name}-fg`, fg], [`--${name}-bg`, bg]]);
  return [
    ["--window", ground],
    ...(theme.ansi?.normal ?? []).map((color, index) => /** @type {[string, string]} */ ([`--ansi-${index}`, color])),
    ["--foreground", theme.foreground],
    ["--split", theme.split],
    ["--tab-bar", theme.tab_bar],
    ...pair("cursor", theme.cursor),
    ...pair("selection", theme.selection),
    ...pair("active-tab", theme.active_tab),
    ...pair("inactive-tab", theme.inactive_tab),
    ...pair("inactive-tab-hover", theme.inactive_tab_hover),
    ...pair("new-tab", theme.new_tab),
    ...pair("new-tab-hover", theme.new_tab_hover),
    ...pair("badge", theme.badge),
  ];
}
