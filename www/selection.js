// @ts-check
/**
 * Which domains are selected, to be changed together.
 * @import { Store } from './state.js'
 */

export class Selection extends EventTarget {
  /** @type {Set<number>} */
  #picked = new Set();
  /** The rows that are shown, in their order. @type {number[]} */
  #visible = [];
  /** Where a range starts. */
  #last = -1;
  #store;

  /** Whether one is selecting. */
  on = false;

  /** @param {Store} store */
  constructor(store) {
    super();
    this.#store = store;
  }

  /** @param {boolean} on */
  turn(on) {
    this.on = on;
    this.#picked.clear();
    this.#last = -1;
    this.#say();
  }

  /** @param {number} id */
  has(id) {
    return this.#picked.has(id);
  }

  /** Those that are selected and still there, in their order; also those that the search hides. */
  get ids() {
    return this.#store.state.ids.filter((id) => this.#picked.has(id));
  }

  /** What the search leaves. */
  get visible() {
    return this.#visible;
  }

  /** @param {number[]} ids */
  see(ids) {
    this.#visible = ids;
    this.#say();
  }

  /**
   * @param {number} id
   * @param {boolean} picked
   * @param {boolean} range whether all from the last one on are meant
   */
  pick(id, picked, range) {
    const [from, to] = [this.#visible.indexOf(this.#last), this.#visible.indexOf(id)];
    const meant = range && from >= 0 ? this.#visible.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
    this.#last = id;
    this.#put(meant, picked);
  }

  /** @param {boolean} picked */
  pickVisible(picked) {
    this.#put(this.#visible, picked);
  }

  /**
   * @param {number[]} ids
   * @param {boolean} picked
   */
  #put(ids, picked) {
    for (const id of ids) {
      if (picked) this.#picked.add(id);
      else this.#picked.delete(id);
    }
    this.#say();
  }

  #say() {
    this.dispatchEvent(new Event("change"));
  }
}
