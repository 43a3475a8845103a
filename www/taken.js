// @ts-check
/**
 * What was downloaded last of each project. Kept is the project as it was then, from which the core makes the files
 * again, and their checksums: files that another version of this page made come out differently, and count as unknown.
 * @import { File } from './types.js'
 * @import { Project } from '../pkg/wezmux.js'
 *
 * @typedef {{ at: Date, texts: Map<string, string | null> }} Taken the files by path; null where the text is not known
 */
import { render } from "../pkg/wezmux.js";
import { filesOf, spokenOf } from "./filelist.js";
import { keep, recall } from "./storage.js";
import { crc32 } from "./zip.js";

const encoder = new TextEncoder();

/** @param {string} text */
const sum = (text) => crc32(encoder.encode(text));

/**
 * @param {string} id of the project
 * @param {Project} project
 * @param {File[]} files
 */
export function take(id, project, files) {
  keep(`taken.${id}`, JSON.stringify({ at: Date.now(), project, sums: files.map(({ path, text }) => [path, sum(text)]) }));
}

/** @type {{ kept: string | null, taken: Taken | null }} */
let last = { kept: null, taken: null };

/**
 * @param {string} id of the project
 * @returns {Taken | null}
 */
export function taken(id) {
  const kept = recall(`taken.${id}`);
  if (kept !== last.kept) last = { kept, taken: kept === null ? null : again(kept) };
  return last.taken;
}

/**
 * @param {string} kept
 * @returns {Taken | null}
 */
function again(kept) {
  try {
    const { at, project, sums } = JSON.parse(kept);
    const files = filesOf({ ...render(project), project });
    const texts = new Map(files.map(({ path, text }) => [path, text]));
    return {
      at: new Date(at),
      texts: new Map(sums.map((/** @type {[string, number]} */ [path, was]) => {
        const text = texts.get(path);
        return [path, text !== undefined && sum(text) === was ? text : null];
      })),
    };
  } catch {
    // Whatever stands there, it is none of ours.
    return null;
  }
}

/** Marking begins so long after the last key, and lets others in after so long; in milliseconds. */
const PAUSE = 300;
const SLICE = 8;

const wait = (/** @type {number} */ time) => new Promise((done) => setTimeout(done, time));

let marking = 0;

/**
 * Marks the files that are other ones than were downloaded last. Each has to be made for that, and there may be
 * thousands: it is done a little at a time, once nobody has typed for a while.
 * @param {string} id of the project
 * @param {File[]} files
 * @param {HTMLElement[]} leaves what stands for each of them
 */
export async function mark(id, files, leaves) {
  const mine = (marking += 1);
  await wait(PAUSE);
  if (mine !== marking) return;
  const last = taken(id);
  let until = performance.now() + SLICE;
  for (const [index, file] of files.entries()) {
    if (performance.now() > until) {
      await wait(0);
      if (mine !== marking) return;
      until = performance.now() + SLICE;
    }
    const changed = last !== null && last.texts.get(file.path) !== file.text;
    const words = spokenOf(file);
    leaves[index].toggleAttribute("data-changed", changed);
    leaves[index].title = changed ? "Not as in the last download" : "";
    leaves[index].setAttribute("aria-label", changed ? `${words}, not as in the last download` : words);
  }
}
