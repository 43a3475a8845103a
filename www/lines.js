// @ts-check
/** What changed between two texts, by lines: enough to redraw that part only and to point at it. */

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
