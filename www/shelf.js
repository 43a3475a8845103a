// @ts-check
/**
 * The projects that this browser keeps, each with its name in an entry of its own, and the one that this tab works on.
 * What another tab wrote meanwhile is never written over: the store takes it up, or one is asked.
 *
 * @import { Project } from '../pkg/wezmux.js'
 * @import { Store } from './state.js'
 * @import { Kept, Opened } from './types.js'
 */
import { open, starter } from "../pkg/wezmux.js";
import { keep, kept, recall } from "./storage.js";

/** What stands before the id of a project in its key. */
const ENTRY = "project.";

/** The only project, as pages before there were several kept it. */
const ONLY = "project";

/** Saving waits so long for more typing, in milliseconds. */
const PAUSE = 150;

/** The longest name, in characters: what fits into the list. */
export const LONGEST = 60;

const FIRST = "My servers";

/**
 * What was kept goes through the same door as any file.
 * @param {unknown} value
 * @returns {Project | null} none when it cannot be read
 */
function readable(value) {
  const { project, diagnostics } = open(/** @type {Project} */ (value));
  const some = Object.keys(project).some((key) => key !== "domain") || project.domain?.length || diagnostics.every(({ path }) => path !== "");
  return some ? project : null;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * @param {string} id
 * @param {string | null} text
 * @returns {Kept | null}
 */
function read(id, text) {
  try {
    const { name, project, example } = JSON.parse(text ?? "");
    const found = typeof name === "string" && readable(project);
    return found ? { id, name, project: found, example: example === true } : null;
  } catch {
    return null;
  }
}

const newId = () => Math.random().toString(36).slice(2, 12);

/** Every project that is kept and can be read, by name. */
export function shelved() {
  const all = kept(ENTRY).map((id) => read(id, recall(ENTRY + id))).filter((each) => each !== null);
  return all.sort((one, other) => one.name.localeCompare(other.name) || one.id.localeCompare(other.id));
}

/**
 * A name that no other project has.
 * @param {string} name
 */
export function freeName(name) {
  const taken = new Set(shelved().map((each) => each.name.toLowerCase()));
  const stem = name.replace(/ \d+$/, "").slice(0, LONGEST - 4);
  let number = 2;
  let free = name;
  while (taken.has(free.toLowerCase())) free = `${stem} ${number++}`;
  return free;
}

/** What a browser that is full, or keeps nothing, is answered with. */
export const NOT_KEPT = "This browser keeps no more. Nothing was changed. Download this project’s file, or delete a project that you no longer need.";

/**
 * What this tab had, else what was used last, else any, else the example.
 * @returns {Opened}
 */
export function openLast() {
  /** @type {string[]} */
  const unreadable = [];
  const only = recall(ONLY);
  if (only !== null) {
    const project = readable(parsed(only));
    if (project) return { id: newId(), name: freeName(FIRST), project, text: null, unreadable };
    // Put aside, never thrown away.
    if (!keep(`${ONLY}-unreadable`, only)) keep(ONLY, null);
    unreadable.push(`${ONLY}-unreadable`);
  }
  const last = [recall("current", "sessionStorage"), recall("current")];
  for (const id of new Set([...last, ...shelved().map((each) => each.id)])) {
    const text = id === null ? null : recall(ENTRY + id);
    if (id === null || text === null) continue;
    const found = read(id, text);
    if (found) return { id, name: found.name, project: found.example ? null : found.project, text, unreadable };
    unreadable.push(ENTRY + id);
  }
  return { id: newId(), name: freeName(FIRST), project: null, text: null, unreadable };
}

export class Shelf extends EventTarget {
  #store;
  /** The entry as this tab last read or wrote it. */
  #known;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waiting;

  /** The project as it was kept, or taken away, last. @type {Project | null} */
  #safe = null;

  /** @type {string} */
  id;
  /** @type {string} */
  name;
  /**
   * What keeps the work from being kept; `clash` when another tab changed the same project.
   * @type {"full" | "blocked" | "clash" | null}
   */
  trouble = null;

  /**
   * @param {Store} store
   * @param {Opened} opened
   */
  constructor(store, { id, name, text }) {
    super();
    this.#store = store;
    this.#known = text;
    this.id = id;
    this.name = name;
    store.subscribe((state, before) => {
      if (!before) {
        // The example is kept from the first change on; until then it is only tried whether anything would be.
        if (text === null && !state.example) this.save();
        else if (text === null) this.#become(keep("probe", "1") ?? keep("probe", null));
        else {
          this.#safe = state.project;
          this.#use();
        }
      } else if (state.project !== before.project || state.example !== before.example) {
        clearTimeout(this.#waiting);
        this.#waiting = setTimeout(() => this.save(), PAUSE);
      }
    });
    addEventListener("pagehide", () => this.flush());
    addEventListener("storage", ({ key, newValue, storageArea }) => {
      if (storageArea !== localStorage || (key !== null && !key.startsWith(`wezmux.${ENTRY}`))) return;
      if (key === null || key === `wezmux.${ENTRY}${this.id}`) this.#heard(newValue);
      this.dispatchEvent(new Event("change"));
    });
  }

  /** Saves what waits to be saved. */
  flush() {
    if (this.#waiting !== undefined) this.save();
    return this.trouble === null;
  }

  save() {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    const there = recall(ENTRY + this.id);
    if (there !== null && there !== this.#known) {
      this.#become("clash");
      return;
    }
    const { project, example } = this.#store.state;
    const text = JSON.stringify({ name: this.name, example, project });
    const trouble = keep(ENTRY + this.id, text);
    if (!trouble) {
      this.#known = text;
      this.#safe = project;
      keep(ONLY, null);
      this.#use();
    }
    this.#become(trouble);
  }

  /** Someone has what is here now in a file or a link. */
  take() {
    this.#safe = this.#store.state.project;
  }

  /** Whether something would be lost with the page. */
  get isAtRisk() {
    const { project, example } = this.#store.state;
    return this.trouble !== null && !example && project !== this.#safe;
  }

  /** What is opened next time: in this tab, and in a new one. */
  #use() {
    keep("current", this.id, "sessionStorage");
    keep("current", this.id);
    this.#become(null);
  }

  /** @param {Shelf["trouble"]} trouble */
  #become(trouble) {
    this.trouble = trouble;
    this.dispatchEvent(new Event("change"));
  }

  /**
   * Another tab wrote this project.
   * @param {string | null} text
   */
  #heard(text) {
    if (text === this.#known) return;
    if (text === null) {
      // Removed there. Here it stays, and the next change keeps it again.
      this.#known = null;
      return;
    }
    if (this.#waiting !== undefined || this.trouble === "clash") this.#become("clash");
    else this.takeOther();
  }

  /** Goes on with what another tab wrote; undoing brings back what was here. */
  takeOther() {
    const text = recall(ENTRY + this.id);
    const found = read(this.id, text);
    if (!found) return;
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#known = text;
    this.name = found.name;
    const { project } = this.#store.state;
    if (JSON.stringify(project) !== JSON.stringify(found.project)) {
      this.#store.follow(found.project, found.example);
      // It is there already.
      clearTimeout(this.#waiting);
      this.#waiting = undefined;
      this.dispatchEvent(new Event("followed"));
    }
    this.#use();
  }

  /** Keeps what is here beside what another tab wrote, as a project of its own. */
  keepBoth() {
    this.id = newId();
    this.name = freeName(this.name);
    this.#known = null;
    this.save();
  }

  /**
   * Works on another project from now on.
   * @param {string} id
   * @returns {boolean} whether it could: what is here is not left before it is kept
   */
  open(id) {
    const text = recall(ENTRY + id);
    const found = read(id, text);
    if (!found || (id !== this.id && !this.flush())) return false;
    this.#show(found, text);
    return true;
  }

  /**
   * Begins a project and works on it.
   * @param {string} name
   * @param {Project | null} project the example when there is none
   */
  create(name, project = null) {
    if (!this.flush()) return false;
    // Also an example that nobody changed is among the projects once there is another one.
    this.save();
    const id = newId();
    const text = JSON.stringify({ name, example: project === null, project: project ?? starter() });
    const trouble = keep(ENTRY + id, text);
    if (trouble) {
      this.#become(trouble);
      return false;
    }
    return this.open(id);
  }

  /**
   * @param {Kept} found
   * @param {string | null} text
   */
  #show({ id, name, project, example }, text) {
    this.id = id;
    this.name = name;
    this.#known = text;
    this.#store.open(project, example);
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#use();
  }

  /**
   * @param {string} id
   * @param {string} name
   * @returns {string | null} why it could not be done
   */
  rename(id, name) {
    if (id === this.id) {
      this.name = name;
      this.save();
      return this.trouble && NOT_KEPT;
    }
    const found = read(id, recall(ENTRY + id));
    if (!found) return "It is not there any more.";
    const { project, example } = found;
    const trouble = keep(ENTRY + id, JSON.stringify({ name, example, project }));
    this.#become(trouble);
    return trouble && NOT_KEPT;
  }

  /**
   * @param {string} id
   * @returns {string | null} the name of the copy; none when it could not be kept
   */
  duplicate(id) {
    if (id === this.id && !this.flush()) return null;
    const found = read(id, recall(ENTRY + id));
    if (!found) return null;
    const name = freeName(found.name);
    const trouble = keep(ENTRY + newId(), JSON.stringify({ name, example: found.example, project: found.project }));
    this.#become(trouble);
    return trouble ? null : name;
  }

  /**
   * @param {string} id
   * @returns {(() => boolean) | null} puts it back where it was
   */
  remove(id) {
    if (id === this.id) this.flush();
    const text = recall(ENTRY + id);
    if (text === null) return null;
    keep(ENTRY + id, null);
    const current = this.id === id;
    if (current) {
      const [next] = shelved();
      if (next) this.#show(next, recall(ENTRY + next.id));
      else {
        this.#show({ id: newId(), name: FIRST, project: starter(), example: true }, null);
        keep("current", null);
      }
    } else this.dispatchEvent(new Event("change"));
    return () => {
      this.#become(keep(ENTRY + id, text));
      return this.trouble === null && (!current || this.open(id));
    };
  }
}
