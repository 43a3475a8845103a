// @ts-check
/**
 * Domains to start from: with a name that is free, and a colour that no other domain has.
 * @import { DomainEntry } from '../pkg/wezmux.js'
 */
import { suggest, suggestBeside } from "../pkg/wezmux.js";

/**
 * @param {DomainEntry[]} domains those that are there
 * @param {string} stem
 */
function freeName(domains, stem) {
  const names = new Set(domains.map((domain) => domain.name?.toLowerCase()));
  let number = 1;
  while (names.has(`${stem}-${number}`.toLowerCase())) number += 1;
  return `${stem}-${number}`;
}

/**
 * Far from all that are there; among too many for that, one that few have.
 * @param {DomainEntry[]} domains
 * @param {string} [appearance]
 */
function freeAccent(domains, appearance) {
  const taken = domains.flatMap(({ accent }) => (accent ? [accent] : []));
  const free = suggestBeside(taken, appearance);
  if (free) return free;
  const uses = (/** @type {string} */ accent) => taken.filter((each) => each === accent).length;
  return suggest(20, appearance === "light").reduce((best, each) => (uses(each) < uses(best) ? each : best));
}

/**
 * @param {DomainEntry[]} domains those that are there
 * @returns {DomainEntry}
 */
export function newcomer(domains) {
  return { name: freeName(domains, "host"), accent: freeAccent(domains) };
}

/**
 * A domain like another one. It needs an address of its own.
 * @param {DomainEntry} entry
 * @param {DomainEntry[]} domains those that are there
 * @returns {DomainEntry}
 */
export function twin({ label, address, key, ...entry }, domains) {
  const name = freeName(domains, (entry.name ?? "host").replace(/-\d+$/, ""));
  return { ...entry, name, accent: freeAccent(domains, entry.appearance) };
}
