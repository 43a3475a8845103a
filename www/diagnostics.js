// @ts-check
/**
 * Diagnostics by the place on the page that they are about.
 * @import { Diagnostic } from '../pkg/wezmux.js'
 * @import { Chosen, State } from './types.js'
 */

/**
 * @param {{ path: string }} diagnostic or what else is about one place
 * @returns {{ table: string, index: number, key: string }} `index` is -1 when it is about no domain
 */
export function target({ path }) {
  const [, table = "", index = "-1", key = ""] = /^(\w*)(?:\[(\d+)\])?(?:\.(\w+))?/.exec(path) ?? [];
  return { table, index: Number(index), key };
}

/**
 * What to choose in order to mend it; null when nothing there can.
 * @param {State} state
 * @param {Diagnostic} diagnostic
 * @returns {Chosen | null}
 */
export function chosenFor(state, diagnostic) {
  const { table, index } = target(diagnostic);
  if (index >= 0) return state.ids[index] ?? null;
  return ["defaults", "local", "keys"].includes(table) ? "everything" : null;
}

/**
 * Whether all that is wrong is that there is no domain: to take the last one away is no mistake.
 * @param {Diagnostic[]} errors
 * @param {object[]} domains
 */
export const isBare = (errors, domains) => domains.length === 0 && errors.length === 1;

/**
 * Whether all are about fields of domains that were not filled in yet, which is no mistake.
 * @param {Diagnostic[]} errors
 * @param {object[]} domains
 */
export const isCalm = (errors, domains) =>
  errors.every((error) => {
    const { index, key } = target(error);
    const domain = domains[index];
    return domain && key !== "" && Reflect.get(domain, key) === undefined;
  });

/** @param {Diagnostic[]} diagnostics */
export const errorsIn = (diagnostics) => diagnostics.filter(({ severity }) => severity === "error");

/**
 * @param {number} number
 * @param {string} one
 * @param {string} many
 */
export const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;
