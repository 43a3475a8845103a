// @ts-check
/** What changed between two texts, by lines: enough to redraw that part only and to point at it, or all of it. */

/**
 * The range of `after` that is not as it was, with how many lines of `before` it replaces, and the lines in it that
 * `before` did not have there.
 * @param {string[]} before
 * @param {string[]} after
 * @returns {{ start: number, removed: number, added: number, fresh: Set<number> }}
 */
export function changes(before, after) {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shortest - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;

  const removed = before.length - start - end;
  const added = after.length - start - end;
  /** @type {Map<string, number>} */
  const old = new Map();
  for (const line of before.slice(start, start + removed)) old.set(line, (old.get(line) ?? 0) + 1);
  /** @type {Set<number>} */
  const fresh = new Set();
  for (let index = start; index < start + added; index += 1) {
    const left = old.get(after[index]) ?? 0;
    if (left > 0) old.set(after[index], left - 1);
    else if (after[index].trim()) fresh.add(index);
  }
  return { start, removed, added, fresh };
}

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
