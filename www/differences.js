// @ts-check
/** Where two texts differ, by lines. */
import { changes } from "./lines.js";

/** More differences than these are not looked for: such texts have little in common. */
const MANY = 1500;

/** @typedef {{ from: number, removed: number, to: number, added: number }} Difference lines of `before` from `from`, replaced by lines of `after` from `to` */

/**
 * Where two texts differ, with as few lines as can be: E. W. Myers, “An O(ND) Difference Algorithm and Its
 * Variations”, Algorithmica 1 (1986), figure 2.
 * @param {string[]} before
 * @param {string[]} after
 * @returns {Difference[]}
 */
export function differences(before, after) {
  const { start, removed, added } = changes(before, after);
  if (removed === 0 && added === 0) return [];
  /** @type {Int32Array[]} */
  const rounds = [];
  let reach = new Int32Array(3);
  for (let round = 0; ; round += 1) {
    if (round > MANY) return [{ from: start, removed, to: start, added }];
    const next = new Int32Array(2 * round + 3);
    for (let diagonal = -round; diagonal <= round; diagonal += 2) {
      let x = isDown(reach, diagonal, round) ? on(reach, diagonal + 1) : on(reach, diagonal - 1) + 1;
      while (x < removed && x - diagonal < added && before[start + x] === after[start + x - diagonal]) x += 1;
      next[diagonal + round + 1] = x;
      if (x >= removed && x - diagonal >= added) return path(rounds.concat([reach]), removed, added, start);
    }
    rounds.push(reach);
    reach = next;
  }
}

/**
 * How far one gets on a diagonal; the middle one is 0.
 * @param {Int32Array} reach
 * @param {number} diagonal
 */
const on = (reach, diagonal) => reach[diagonal + (reach.length >> 1)];

/**
 * Whether the furthest way to a diagonal comes with a line of `after`, else it takes away one of `before`.
 * @param {Int32Array} reach
 * @param {number} diagonal
 * @param {number} round
 */
function isDown(reach, diagonal, round) {
  return diagonal === -round || (diagonal !== round && on(reach, diagonal - 1) < on(reach, diagonal + 1));
}

/**
 * The way back from the end of both texts.
 * @param {Int32Array[]} rounds
 * @param {number} x
 * @param {number} y
 * @param {number} start
 */
function path(rounds, x, y, start) {
  /** @type {Difference[]} */
  const found = [];
  for (let round = rounds.length - 1; round > 0; round -= 1) {
    const diagonal = x - y;
    const down = isDown(rounds[round], diagonal, round);
    const from = down ? diagonal + 1 : diagonal - 1;
    x = on(rounds[round], from);
    y = x - from;
    const last = found[0];
    const [removed, added] = down ? [0, 1] : [1, 0];
    if (last && last.from === start + x + removed && last.to === start + y + added) {
      last.from -= removed;
      last.to -= added;
      last.removed += removed;
      last.added += added;
    } else found.unshift({ from: start + x, removed, to: start + y, added });
  }
  return found;
}
