// @ts-check
/** What this browser keeps between visits. Where it keeps nothing, everything works until the page is left. */

/** @typedef {"localStorage" | "sessionStorage"} Area of all tabs, or of this one */

/** Where this tab remembers what it put into the address itself. */
export const ADDRESS = "address";

/**
 * @param {string} key
 * @param {Area} [area]
 * @returns {string | null}
 */
export function recall(key, area = "localStorage") {
  try {
    return window[area].getItem(`wezmux.${key}`);
  } catch {
    return null;
  }
}

/**
 * Keeps `text`, or forgets the key when there is none.
 * @param {string} key
 * @param {string | null} text
 * @param {Area} [area]
 * @returns {"full" | "blocked" | null} why the browser did not
 */
export function keep(key, text, area = "localStorage") {
  try {
    if (text === null) window[area].removeItem(`wezmux.${key}`);
    else window[area].setItem(`wezmux.${key}`, text);
    return null;
  } catch (error) {
    return error instanceof DOMException && error.name === "QuotaExceededError" ? "full" : "blocked";
  }
}

/**
 * The rest of all keys that start with `start`.
 * @param {string} start
 * @returns {string[]}
 */
export function kept(start) {
  const whole = `wezmux.${start}`;
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(whole)).map((key) => key.slice(whole.length));
  } catch {
    return [];
  }
}
