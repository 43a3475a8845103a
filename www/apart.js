// @ts-check
/**
 * Reading a text apart from the page, which goes on meanwhile.
 * @import { ReadingAsked, Reading } from './types.js'
 */

/** @type {Worker | undefined} */
let worker;

/**
 * Reads one text; before the next is asked for it has to be done.
 * @param {ReadingAsked} asked
 * @returns {Promise<Reading>}
 */
export function readApart(asked) {
  const reader = (worker ??= new Worker(new URL("./reading.js", import.meta.url), { type: "module" }));
  return new Promise((done, fail) => {
    const end = (/** @type {unknown} */ reason) => {
      // What failed once may be left in any state.
      reader.terminate();
      worker = undefined;
      fail(reason);
    };
    reader.onmessage = ({ data }) => ("failed" in data ? end(data.failed) : done(data));
    reader.onerror = end;
    reader.postMessage(asked);
  });
}
