// @ts-check
/**
 * Themes of accents as they were typed, each asked for once.
 * @import { Dressed, Theme } from '../pkg/wezmux.js'
 */
import { theme } from "../pkg/wezmux.js";

/** @type {Map<string, Dressed | undefined>} */
const known = new Map();

/**
 * @param {unknown} accent
 * @returns {Dressed | undefined} none while it is no colour
 */
export function dressed(accent) {
  if (typeof accent !== "string") return undefined;
  if (known.size > 2000) known.clear();
  if (!known.has(accent)) known.set(accent, theme(accent).dressed);
  return known.get(accent);
}

/**
 * The custom properties of a theme, as www/styles/preview.css names them.
 * @param {Theme} theme
 * @returns {[name: string, value: string][]}
 */
export function properties(theme) {
  const pair = (/** @type {string} */ name, /** @type {{ fg: string, bg: string }} */ { fg, bg }) =>
    /** @type {[string, string][]} */ ([[`--${name}-fg`, fg], [`--${name}-bg`, bg]]);
  return [
    ...theme.gradient.map((stop, index) => /** @type {[string, string]} */ ([`--stop-${index + 1}`, stop])),
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
