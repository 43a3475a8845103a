// @ts-check
/**
 * wezmux for JavaScript, in browsers and in Node: `await start()` first, then everything else.
 *
 * Mistakes in a project are returned as diagnostics. What is thrown is a bug, here or in the call.
 */
import startCore, * as core from "./core.js";

/** @typedef {import("./core.js").Project} Project */
/** @typedef {import("./core.js").DomainEntry} DomainEntry */
/** @typedef {import("./core.js").TabEntry} TabEntry */
/** @typedef {import("./core.js").LocalEntry} LocalEntry */
/** @typedef {import("./core.js").KeysEntry} KeysEntry */
/** @typedef {import("./core.js").Diagnostic} Diagnostic */
/** @typedef {import("./core.js").Severity} Severity */
/** @typedef {import("./core.js").Place} Place */
/** @typedef {import("./core.js").Artifact} Artifact */
/** @typedef {import("./core.js").Language} Language */
/** @typedef {import("./core.js").Built} Built */
/** @typedef {import("./core.js").Opened} Opened */
/** @typedef {import("./reader.js").Imported} Imported */
/** @typedef {import("./core.js").Change} Change */
/** @typedef {import("./core.js").Note} Note */
/** @typedef {import("./core.js").Dressed} Dressed */
/** @typedef {import("./core.js").Theme} Theme */
/** @typedef {import("./core.js").Pair} Pair */
/** @typedef {import("./core.js").Ansi} Ansi */
/** @typedef {import("./core.js").Contrast} Contrast */
/** @typedef {import("./core.js").Frame} Frame */
/** @typedef {import("./core.js").TabBar} TabBar */
/** @typedef {import("./core.js").Alike} Alike */
/** @typedef {import("./core.js").Vision} Vision */

export { copyText, open, palette, paletteKeys, starter, suggest, suggestBeside, toToml, version } from "./core.js";

/**
 * What a module is made from: in Node, whose `fetch` opens no files, its bytes.
 * @param {URL} url
 * @returns {Promise<URL | BufferSource>}
 */
async function source(url) {
  if (url.protocol !== "file:") return url;
  // A name in a variable, so that no bundler looks for it.
  const name = "node:fs/promises";
  const { readFile } = await import(name);
  return readFile(url);
}

/** @type {Promise<void> | undefined} */
let started;

/**
 * Loads the core; a second call waits for the first.
 * @param {URL | BufferSource | WebAssembly.Module} [from] where `core_bg.wasm` is when it does not lie beside this file,
 *   or the module itself
 * @returns {Promise<void>}
 */
export default function start(from = new URL("./core_bg.wasm", import.meta.url)) {
  started ??= (async () => {
    await startCore({ module_or_path: from instanceof URL ? await source(from) : from });
  })();
  started.catch(() => (started = undefined));
  return started;
}

/** @type {Promise<typeof import("./reader.js")> | undefined} */
let reader;

/** What reads text, loaded at the first call. */
function loadReader() {
  reader ??= (async () => {
    const module = await import("./reader.js");
    await module.default({ module_or_path: await source(new URL("./reader_bg.wasm", import.meta.url)) });
    return module;
  })();
  reader.catch(() => (reader = undefined));
  return reader;
}

/** JSON of more characters than this goes to the reader, which says how much is too much. */
const PROMPT = 1_000_000;

/**
 * Reads a project from text: a project file in TOML or JSON, or a link. What reads TOML is loaded at the first call
 * that needs it.
 * @param {string} text
 * @returns {Promise<Opened>} what could be read of it, and every mistake
 */
export async function read(text) {
  if (text.length < PROMPT && text.trimStart().startsWith("{")) {
    /** @type {unknown} */
    let project;
    try {
      project = JSON.parse(text);
    } catch {
      // The reader says where it is wrong.
    }
    if (project !== undefined) return core.open(project);
  }
  return (await loadReader()).open(text);
}

/**
 * What a text looks like, with whatever mistakes; nothing where too little in it tells.
 * @param {string} text
 */
export async function kindOf(text) {
  return (await loadReader()).kindOf(text);
}

/**
 * Puts the hosts of an ssh_config into a project. Files that it includes are not read.
 * @param {string} text
 * @param {Project} [project]
 * @returns {Promise<Imported>} the project as it becomes, what that changes, and what became of each line
 */
export async function importSsh(text, project) {
  return (await loadReader()).importSsh(text, JSON.stringify(project ?? { domain: [] }));
}

/**
 * Puts the hosts of a `wezterm.lua` into a project. It is run, with nothing in reach of it.
 * @param {string} text
 * @param {Project} [project]
 * @returns {Promise<Imported>} the project as it becomes, what that changes, and what became of each line
 */
export async function importWezterm(text, project) {
  return (await loadReader()).importWezterm(text, JSON.stringify(project ?? { domain: [] }));
}

/**
 * Every mistake in a project; values of the wrong type are mistakes like any other.
 * @param {Project} project
 * @returns {Diagnostic[]}
 */
export function validate(project) {
  const build = new core.Build(project);
  try {
    return build.outline().diagnostics;
  } finally {
    build.free();
  }
}

/** Behind what `render` gave: how it goes on. @type {WeakMap<Built, { project: Project, build: core.Build, outlines: Artifact[] }>} */
const made = new WeakMap();

/**
 * Checks a project and makes every file of it. Each text is made when it is looked at first.
 * @param {Project} project
 * @param {Built} [before] what was made of it before: of many domains those alone are read that are other objects than
 *   then, so that none of them may have been changed itself
 * @returns {Built} no file at all when any mistake is an error
 */
export function render(project, before) {
  const last = before && made.get(before);
  const build = (last && next(last, project)) ?? new core.Build(project);
  const { diagnostics, artifacts: fresh } = build.outline();
  const outlines = build.hasNewFiles || !last ? fresh : last.outlines;
  const artifacts = outlines.map((outline, index) => {
    /** @type {string | undefined} */
    let text;
    return { ...outline, get text() { return (text ??= build.text(index) ?? ""); } };
  });
  const built = { diagnostics, artifacts };
  made.set(built, { project, build, outlines });
  return built;
}

/**
 * @param {{ project: Project, build: core.Build }} last
 * @param {Project} project
 */
function next({ project: { domain: old }, build }, project) {
  const { domain } = project;
  if (!Array.isArray(domain) || domain.length !== old?.length) return;
  const changed = [...domain.keys()].filter((index) => domain[index] !== old[index]);
  return build.next({ ...project, domain: changed.map((index) => domain[index]) }, Uint32Array.from(changed));
}

/**
 * What a domain's windows wear: one theme, or a dark and a light one when it follows the system; none while the accent
 * is no colour. What else the domain or the defaults say wrongly is as if it were not said.
 * @param {DomainEntry} domain
 * @param {DomainEntry} [defaults]
 * @returns {Dressed[]}
 */
export function theme(domain, defaults) {
  return core.dress(domain, defaults).themes;
}

/**
 * A picture of a domain's window, in SVG: text that holds no script and asks for nothing.
 * @param {DomainEntry} domain
 * @param {DomainEntry | undefined} defaults
 * @param {Frame} frame
 * @returns {string | undefined} nothing while the accent is no colour
 */
export function preview(domain, defaults, { width, height, text, tab_bar, shade, vision }) {
  return core.preview(domain, defaults, width, height, text, tab_bar === "retro", shade === "light", vision);
}

/**
 * The end of a link to a project, from `#` on, to be put behind the address of a page. The browser compresses it.
 * @param {Project} project
 * @param {boolean} [hosts] whether names, addresses, users, folders and commands are in it
 * @returns {Promise<string>}
 */
export async function share(project, hosts = false) {
  const text = new Blob([core.linkText(project, hosts)]).stream();
  const packed = await new Response(text.pipeThrough(new CompressionStream("deflate"))).arrayBuffer();
  let binary = "";
  for (const byte of new Uint8Array(packed)) binary += String.fromCharCode(byte);
  const base64 = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `#${core.linkVersion()}.${base64}`;
}
