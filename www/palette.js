// @ts-check
/**
 * What domains look like, each asked for once.
 * @import { DomainEntry, Dressed, Frame, Project } from '../pkg/wezmux.js'
 */
import { preview, theme } from "../pkg/wezmux.js";

const dark = matchMedia("(prefers-color-scheme: dark)");

/**
 * Keeps what `make` gives for a key; all of it is forgotten when there is too much.
 * @template T
 * @param {Map<string, T>} known
 * @param {string} key
 * @param {() => T} make
 * @returns {T}
 */
export function once(known, key, make) {
  const kept = known.get(key);
  if (kept !== undefined) return kept;
  if (known.size > 2000) known.clear();
  const made = make();
  known.set(key, made);
  return made;
}

/** @type {Map<string, Dressed[]>} */
const themes = new Map();

/**
 * The theme of a domain; of a dark and a light one the one that the system asks for.
 * @param {DomainEntry} domain
 * @param {Project} project
 * @returns {Dressed | undefined} none while its accent is no colour
 */
export function dressed(domain, { defaults }) {
  const key = JSON.stringify([domain.accent, domain.appearance, domain.stops, domain.orientation, domain.opacity, domain.blend, domain.ansi, defaults]);
  const found = once(themes, key, () => theme(domain, defaults));
  return found[dark.matches ? 0 : found.length - 1];
}

/**
 * A picture of a domain's window, in SVG.
 * @param {DomainEntry} domain
 * @param {Project} project
 * @param {Omit<Frame, "shade">} frame
 * @returns {string | undefined} none while its accent is no colour
 */
export const drawing = (domain, { defaults }, frame) => preview(domain, defaults, { ...frame, shade: dark.matches ? "dark" : "light" });
