// @ts-check
/**
 * A domain to start from: a name that is free and a colour that no other domain has.
 * @import { DomainEntry } from '../pkg/wezmux.js'
 */

/** Far apart from each other, in the order in which they are given out. */
const ACCENTS = [
  "#bb9af7", "#e0af68", "#dc143c", "#7dcfff", "#9ece6a", "#ff79c6",
  "#2ac3de", "#ff9e64", "#7aa2f7", "#c3e88d", "#d19a9a", "#73daca",
];

/**
 * @param {DomainEntry[]} domains those that are there
 * @returns {DomainEntry}
 */
export function newcomer(domains) {
  const names = new Set(domains.map((domain) => domain.name?.toLowerCase()));
  let number = 1;
  while (names.has(`host-${number}`)) number += 1;

  const uses = (/** @type {string} */ accent) => domains.filter((domain) => domain.accent?.toLowerCase() === accent).length;
  const accent = ACCENTS.reduce((best, each) => (uses(each) < uses(best) ? each : best));
  return { name: `host-${number}`, accent };
}
