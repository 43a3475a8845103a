// @ts-check
/** What this browser keeps between visits. Where it keeps nothing, everything works until the page is left. */

/**
 * @param {string} key
 * @returns {string | null}
 */
export function recall(key) {
  try {
    return localStorage.getItem(`wezmux.${key}`);
  } catch {
    return null;
  }
}

/**
 * Keeps `text`, or forgets the key when there is none.
 * @param {string} key
 * @param {string | null} text
 * @returns {boolean} whether the browser did so
 */
export function keep(key, text) {
  try {
    if (text === null) localStorage.removeItem(`wezmux.${key}`);
    else localStorage.setItem(`wezmux.${key}`, text);
    return true;
  } catch {
    return false;
  }
}
