// @ts-check
/**
 * The one store: set(project) → build → views subscribe.
 *
 * A project in here is never changed, only replaced. Each domain has an id of its own that stays with it when it is
 * renamed or moved.
 *
 * @import { Artifact, Diagnostic, DomainEntry, Project } from '../pkg/wezmux.js'
 *
 * @typedef {number | "everything"} Chosen a domain by its id, or what all domains share
 * @typedef {"fleet" | "editor" | "files"} View
 *
 * @typedef {object} State
 * @property {Project} project as typed
 * @property {number[]} ids of the domains, in their order
 * @property {Chosen} chosen
 * @property {Diagnostic[]} diagnostics
 * @property {Artifact[]} artifacts the files, or the last ones that could be made
 * @property {boolean} stale whether the files are from before a mistake
 * @property {string} toml the project as a file
 * @property {boolean} example whether nobody has changed anything yet
 * @property {string | null} undo what undoing would take back, in words
 * @property {string | null} redo what redoing would do again
 *
 * @typedef {Pick<State, "project" | "ids" | "chosen" | "example">} Moment what undoing brings back
 *
 * @typedef {"defaults" | "local" | "keys" | number} Table a table of the project; a domain by its id
 */
import { render, starter, toToml } from "../pkg/wezmux.js";

/** A build that takes longer than this, in milliseconds, waits until the typing pauses. */
const PROMPT = 50;

/** How many steps can be undone. */
const STEPS = 200;

/** Typing into one field is one step, unless it pauses for as long, in milliseconds. */
const PAUSE = 1500;

/** @param {Project} project */
export const domainsOf = (project) => project.domain ?? [];

export class Store extends EventTarget {
  #nextId = 0;
  #buildTime = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waiting;

  /** @type {{ moment: Moment, what: string }[]} */
  #past = [];
  /** @type {{ moment: Moment, what: string }[]} */
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
      toml: "",
      example: kept === null,
      undo: null,
      redo: null,
    };
    this.state = { ...this.state, ...this.#built(project) };
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
   * @param {string | number | boolean | string[] | undefined} value
   */
  write(table, key, value) {
    const { project, ids } = this.state;
    const entry = /** @type {Record<string, unknown>} */ ({ ...this.read(table) });
    if (entry[key] === value) return;
    if (value === undefined) delete entry[key];
    else entry[key] = value;
    const what = `${key.replace("_", " ")} of ${this.title(table)}`;
    const now = Date.now();
    const goesOn = this.#last.what === `${table} ${key}` && now - this.#last.at < PAUSE;
    this.#last = { what: `${table} ${key}`, at: now };
    if (typeof table === "number") {
      const domain = domainsOf(project).map((old, index) => (ids[index] === table ? /** @type {DomainEntry} */ (entry) : old));
      this.#set(goesOn ? null : what, { ...project, domain });
    } else {
      this.#set(goesOn ? null : what, { ...project, [table]: entry });
    }
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
   * @param {number} [id] the one it had before
   * @param {string} [what] what is done, in words
   */
  add(entry, index = this.state.ids.length, id = this.#nextId++, what = `adding ${entry.label || entry.name}`) {
    const { project, ids } = this.state;
    const domain = [...domainsOf(project)];
    domain.splice(index, 0, entry);
    this.#set(what, { ...project, domain }, { ids: [...ids.slice(0, index), id, ...ids.slice(index)], chosen: id });
  }

  /**
   * Takes a domain out and chooses its neighbour.
   * @param {number} id
   * @returns {() => void} puts it back where it was
   */
  remove(id) {
    const { project, ids, chosen } = this.state;
    const index = ids.indexOf(id);
    const entry = domainsOf(project)[index];
    const left = ids.filter((other) => other !== id);
    const domain = domainsOf(project).filter((_, at) => at !== index);
    const title = this.title(id);
    const neighbour = left[Math.min(index, left.length - 1)] ?? "everything";
    this.#set(`removing ${title}`, { ...project, domain }, {
      ids: left,
      chosen: chosen === id ? neighbour : chosen,
      // Files of hosts that are all gone are no use.
      ...(left.length === 0 && { artifacts: [] }),
    });
    return () => {
      if (!this.state.ids.includes(id)) this.add(entry, Math.min(index, this.state.ids.length), id, `bringing back ${title}`);
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
   * @returns {() => void} brings this one back
   */
  replace(project, example = false) {
    const before = this.state;
    const ids = this.#newIds(project);
    // Files of another project are no use here, whatever is wrong with this one.
    this.#set(example ? "bringing back the examples" : "importing a project", project, { ids, chosen: ids[0] ?? "everything", example, artifacts: [] });
    return () => this.#set("going back to the project before", before.project, { ids: before.ids, chosen: before.chosen, example: before.example });
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
   * @param {{ moment: Moment, what: string }[]} from
   * @param {{ moment: Moment, what: string }[]} to
   */
  #step(from, to) {
    const found = from.pop();
    if (!found) return;
    to.push({ moment: this.#moment(), what: found.what });
    this.#last = { what: "", at: 0 };
    const { project, ...also } = found.moment;
    // Files of another project are no use here, whatever is wrong with this one.
    this.#become({ project, ...also, artifacts: [], ...this.#steps(), ...this.#built(project) });
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
      this.#become({ project, example: false, ...also, ...this.#built(project) });
      return;
    }
    // Diagnostics go by index: after a move the old ones would point at other domains.
    const diagnostics = also.ids ? [] : this.state.diagnostics;
    this.#become({ project, example: false, ...also, diagnostics });
    this.#waiting = setTimeout(() => this.#become(this.#built(this.state.project)), Math.min(4 * this.#buildTime, 600));
  }

  /**
   * @param {Project} project
   * @returns {Partial<State>}
   */
  #built(project) {
    const start = performance.now();
    const { diagnostics, artifacts } = render(project);
    const toml = toToml(project);
    this.#buildTime = performance.now() - start;
    // Without any file there is at least one error.
    return artifacts.length > 0 ? { diagnostics, artifacts, stale: false, toml } : { diagnostics, stale: true, toml };
  }

  /** @param {Partial<State>} change */
  #become(change) {
    const before = this.state;
    this.state = { ...before, ...change };
    this.dispatchEvent(new CustomEvent("change", { detail: before }));
  }
}
