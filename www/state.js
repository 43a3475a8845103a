// @ts-check
/**
 * The one store: set(project) → build → views subscribe.
 *
 * A project in here is never changed, only replaced. Each domain has an id of its own that stays with it when it is
 * renamed or moved.
 *
 * @import { Built, DomainEntry, Project } from '../pkg/wezmux.js'
 * @import { Chosen, Moment, State, Step, Table, Value } from './types.js'
 */
import { render, starter } from "../pkg/wezmux.js";

/** A build that takes longer than this, in milliseconds, waits until the typing pauses. */
const PROMPT = 50;

/** How many steps can be undone. */
const STEPS = 200;

/** Typing into one field is one step, unless it pauses for as long, in milliseconds. */
const PAUSE = 1500;

/** @param {Project} project */
export const domainsOf = (project) => project.domain ?? [];

/**
 * A key of the project file, as one reads it out.
 * @param {string} key
 */
export const spoken = (key) => key.replace("_", " ");

/**
 * A table with another value for a field, or without it.
 * @param {Record<string, unknown>} entry
 * @param {string} key
 * @param {Value} value
 */
export function given({ ...entry }, key, value) {
  if (value === undefined) delete entry[key];
  else entry[key] = value;
  return entry;
}

export class Store extends EventTarget {
  #nextId = 0;
  #buildTime = 0;
  /** From which the next build goes on. @type {Built | undefined} */
  #built;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waiting;

  /** @type {Step[]} */
  #past = [];
  /** @type {Step[]} */
  #future = [];
  /** The last change, so that more typing into the same field joins it. */
  #last = { what: "", at: 0 };

  /** @type {State} */
  state;

  /** @param {Project | null} kept what the browser kept, if anything */
  constructor(kept) {
    super();
    const project = kept ?? starter();
    const ids = this.#newIds(project);
    this.state = {
      project,
      ids,
      chosen: ids[0] ?? "everything",
      diagnostics: [],
      artifacts: [],
      stale: true,
      example: kept === null,
      undo: null,
      redo: null,
    };
    this.state = { ...this.state, ...this.#build(project) };
    // That was the only one which had to read everything.
    this.#buildTime = 0;
  }

  /**
   * Calls `view` now, and after each change with what was before.
   * @param {(state: State, before: State | null) => void} view
   */
  subscribe(view) {
    view(this.state, null);
    this.addEventListener("change", (event) => view(this.state, /** @type {CustomEvent<State>} */ (event).detail));
  }

  /** @param {Chosen} chosen */
  choose(chosen) {
    if (chosen !== this.state.chosen) this.#become({ chosen });
  }

  /**
   * Gives a field a value, or takes it away.
   * @param {Table} table
   * @param {string} key
   * @param {Value} value
   * @param {string} [part] which part of the field it is about
   */
  write(table, key, value, part = "") {
    if (this.read(table)[key] === value) return;
    const now = Date.now();
    const typing = `${table} ${key} ${part}`;
    const goesOn = this.#last.what === typing && now - this.#last.at < PAUSE;
    this.#last = { what: typing, at: now };
    this.#put(table, given(this.read(table), key, value), goesOn ? null : `${spoken(key)} of ${this.title(table)}`);
  }

  /**
   * Puts another table in place of one.
   * @param {Table} table
   * @param {Record<string, unknown>} entry
   * @param {string} what is done, in words
   */
  put(table, entry, what) {
    this.#last = { what: "", at: 0 };
    this.#put(table, entry, what);
  }

  /**
   * @param {Table} table
   * @param {Record<string, unknown>} entry
   * @param {string | null} what
   */
  #put(table, entry, what) {
    const { project, ids } = this.state;
    if (typeof table !== "number") this.#set(what, { ...project, [table]: entry });
    else this.#set(what, { ...project, domain: domainsOf(project).map((old, index) => (ids[index] === table ? /** @type {DomainEntry} */ (entry) : old)) });
  }

  /**
   * Gives a field of several domains a value, in one step.
   * @param {number[]} ids
   * @param {string} key
   * @param {(before: unknown) => Value} value
   */
  writeAll(ids, key, value) {
    const { project, ids: all } = this.state;
    const chosen = new Set(ids);
    const domain = domainsOf(project).map((old, index) => {
      if (!chosen.has(all[index])) return old;
      const entry = /** @type {Record<string, unknown>} */ (old);
      return /** @type {DomainEntry} */ (given(entry, key, value(entry[key])));
    });
    this.#last = { what: "", at: 0 };
    this.#set(`${spoken(key)} of ${ids.length === 1 ? this.title(ids[0]) : `${ids.length} domains`}`, { ...project, domain });
  }

  /**
   * What people call a table of the project.
   * @param {Table} table
   */
  title(table) {
    if (table === "defaults") return "all domains";
    if (table === "local") return "this computer";
    if (table === "keys") return "the keys";
    const { label, name } = this.read(table);
    return String(label || name || "a domain without a name");
  }

  /**
   * @param {Table} table
   * @returns {Record<string, unknown>}
   */
  read(table) {
    const { project, ids } = this.state;
    const found = typeof table === "number" ? domainsOf(project)[ids.indexOf(table)] : project[table];
    return { ...found };
  }

  /**
   * The start of the paths of a table's diagnostics.
   * @param {Table} table
   */
  path(table) {
    return typeof table === "number" ? `domain[${this.state.ids.indexOf(table)}]` : table;
  }

  /**
   * Puts a domain in and chooses it.
   * @param {DomainEntry} entry
   * @param {number} [index] at the end when not given
   * @param {string} [what] what is done, in words
   */
  add(entry, index = this.state.ids.length, what = `adding ${entry.label || entry.name}`) {
    const { project, ids } = this.state;
    const id = this.#nextId++;
    const domain = [...domainsOf(project)];
    domain.splice(index, 0, entry);
    this.#set(what, { ...project, domain }, { ids: [...ids.slice(0, index), id, ...ids.slice(index)], chosen: id });
  }

  /**
   * Takes domains out; of what was chosen among them a neighbour is chosen.
   * @param {...number} gone
   * @returns {() => void} puts them back where they were
   */
  remove(...gone) {
    const { project, ids, chosen } = this.state;
    const domains = domainsOf(project);
    const out = ids.flatMap((id, index) => (gone.includes(id) ? [{ id, index, entry: domains[index] }] : []));
    const left = ids.filter((id) => !gone.includes(id));
    const words = out.length === 1 ? this.title(out[0].id) : `${out.length} domains`;
    const at = ids.slice(0, typeof chosen === "number" ? ids.indexOf(chosen) : 0).filter((id) => !gone.includes(id)).length;
    const neighbour = left[Math.min(at, left.length - 1)] ?? "everything";
    this.#set(`removing ${words}`, { ...project, domain: domains.filter((_, index) => !gone.includes(ids[index])) }, {
      ids: left,
      chosen: typeof chosen === "number" && gone.includes(chosen) ? neighbour : chosen,
      // Files of hosts that are all gone are no use.
      ...(left.length === 0 && { artifacts: [] }),
    });
    return () => {
      const { project, ids } = this.state;
      const back = out.filter(({ id }) => !ids.includes(id));
      if (back.length === 0) return;
      const all = domainsOf(project).map((entry, index) => ({ id: ids[index], entry }));
      for (const { id, index, entry } of back) all.splice(index, 0, { id, entry });
      this.#set(`bringing back ${words}`, { ...project, domain: all.map(({ entry }) => entry) }, { ids: all.map(({ id }) => id), chosen: back[0].id });
    };
  }

  /**
   * Moves a domain to another place in the order.
   * @param {number} id
   * @param {number} to its index afterwards
   */
  move(id, to) {
    const { project, ids } = this.state;
    const from = ids.indexOf(id);
    if (from < 0 || to < 0 || to >= ids.length || to === from) return;
    const moved = (/** @type {any[]} */ list) => {
      const rest = list.filter((_, index) => index !== from);
      return [...rest.slice(0, to), list[from], ...rest.slice(to)];
    };
    this.#set(`moving ${this.title(id)}`, { ...project, domain: moved(domainsOf(project)) }, { ids: moved(ids) });
  }

  /**
   * Puts another project in place of this one.
   * @param {Project} project
   * @param {boolean} [example] whether it is the example
   */
  replace(project, example = false) {
    const ids = this.#newIds(project);
    // Files of another project are no use here, whatever is wrong with this one.
    this.#set(example ? "bringing back the examples" : "importing a project", project, { ids, chosen: ids[0] ?? "everything", example, artifacts: [] });
  }

  /**
   * Shows another project; what was done to this one cannot be undone there.
   * @param {Project} project
   * @param {boolean} example
   */
  open(project, example) {
    this.#past = [];
    this.#future = [];
    const ids = this.#newIds(project);
    this.#set(null, project, { ids, chosen: ids[0] ?? "everything", example, artifacts: [] });
  }

  /**
   * Takes up what became of this project elsewhere, as one step however often that happens.
   * @param {Project} project
   * @param {boolean} example
   */
  follow(project, example) {
    const what = "changes from another tab";
    const old = this.state.ids;
    const ids = domainsOf(project).map((_, index) => old[index] ?? this.#nextId++);
    const { chosen } = this.state;
    const still = typeof chosen !== "number" || ids.includes(chosen) ? chosen : (ids.at(-1) ?? "everything");
    const goesOn = this.#past.at(-1)?.what === what && this.#future.length === 0;
    this.#set(goesOn ? null : what, project, { ids, chosen: still, example });
  }

  /** Takes the last change back. */
  undo() {
    this.#step(this.#past, this.#future);
  }

  /** Does again what was taken back last. */
  redo() {
    this.#step(this.#future, this.#past);
  }

  /**
   * @param {Step[]} from
   * @param {Step[]} to
   */
  #step(from, to) {
    const found = from.pop();
    if (!found) return;
    to.push({ moment: this.#moment(), what: found.what });
    this.#last = { what: "", at: 0 };
    const { project, ...also } = found.moment;
    // Files of another project are no use here, whatever is wrong with this one.
    this.#become({ project, ...also, artifacts: [], ...this.#steps(), ...this.#build(project) });
  }

  /** @returns {Moment} */
  #moment() {
    const { project, ids, chosen, example } = this.state;
    return { project, ids, chosen, example };
  }

  #steps() {
    return { undo: this.#past.at(-1)?.what ?? null, redo: this.#future.at(-1)?.what ?? null };
  }

  /** @param {Project} project */
  #newIds(project) {
    return domainsOf(project).map(() => this.#nextId++);
  }

  /**
   * @param {string | null} what is done, in words; null when it goes on with the last change
   * @param {Project} project
   * @param {Partial<State>} [also]
   */
  #set(what, project, also = {}) {
    clearTimeout(this.#waiting);
    if (what !== null) {
      this.#past.push({ moment: this.#moment(), what });
      if (this.#past.length > STEPS) this.#past.shift();
      this.#future = [];
    }
    if (also.ids) this.#last = { what: "", at: 0 };
    also = { ...also, ...this.#steps() };
    if (this.#buildTime <= PROMPT) {
      this.#become({ project, example: false, ...also, ...this.#build(project) });
      return;
    }
    // Diagnostics go by index: after a move the old ones would point at other domains.
    const diagnostics = also.ids ? [] : this.state.diagnostics;
    this.#become({ project, example: false, ...also, diagnostics });
    this.#waiting = setTimeout(() => this.#become(this.#build(this.state.project)), Math.min(2 * this.#buildTime, 600));
  }

  /**
   * @param {Project} project
   * @returns {Partial<State>}
   */
  #build(project) {
    const start = performance.now();
    const { diagnostics, artifacts } = this.#built = render(project, this.#built);
    this.#buildTime = performance.now() - start;
    // Without any file there is at least one error.
    return artifacts.length > 0 ? { diagnostics, artifacts, stale: false } : { diagnostics, stale: true };
  }

  /** @param {Partial<State>} change */
  #become(change) {
    const before = this.state;
    this.state = { ...before, ...change };
    this.dispatchEvent(new CustomEvent("change", { detail: before }));
  }
}
