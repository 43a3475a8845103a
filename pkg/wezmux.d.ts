/**
 * Loads the core; a second call waits for the first.
 * @param {URL | BufferSource | WebAssembly.Module} [from] where `core_bg.wasm` is when it does not lie beside this file,
 *   or the module itself
 * @returns {Promise<void>}
 */
export default function start(from?: URL | BufferSource | WebAssembly.Module): Promise<void>;
/**
 * Reads a project from text: a project file in TOML or JSON, or a link. What reads TOML is loaded at the first call
 * that needs it.
 * @param {string} text
 * @returns {Promise<Opened>} what could be read of it, and every mistake
 */
export function read(text: string): Promise<Opened>;
/**
 * What a text looks like, with whatever mistakes; nothing where too little in it tells.
 * @param {string} text
 */
export function kindOf(text: string): Promise<"link" | "project" | "ssh_config" | "wezterm.lua" | undefined>;
/**
 * Puts the hosts of an ssh_config into a project. Files that it includes are not read.
 * @param {string} text
 * @param {Project} [project]
 * @returns {Promise<Imported>} the project as it becomes, what that changes, and what became of each line
 */
export function importSsh(text: string, project?: Project): Promise<Imported>;
/**
 * Puts the hosts of a `wezterm.lua` into a project. It is run, with nothing in reach of it.
 * @param {string} text
 * @param {Project} [project]
 * @returns {Promise<Imported>} the project as it becomes, what that changes, and what became of each line
 */
export function importWezterm(text: string, project?: Project): Promise<Imported>;
/**
 * Every mistake in a project; values of the wrong type are mistakes like any other.
 * @param {Project} project
 * @returns {Diagnostic[]}
 */
export function validate(project: Project): Diagnostic[];
/**
 * Checks a project and makes every file of it. Each text is made when it is looked at first.
 * @param {Project} project
 * @param {Built} [before] what was made of it before: of many domains those alone are read that are other objects than
 *   then, so that none of them may have been changed itself
 * @returns {Built} no file at all when any mistake is an error
 */
export function render(project: Project, before?: Built): Built;
/**
 * What a domain's windows wear: one theme, or a dark and a light one when it follows the system; none while the accent
 * is no colour. What else the domain or the defaults say wrongly is as if it were not said.
 * @param {DomainEntry} domain
 * @param {DomainEntry} [defaults]
 * @returns {Dressed[]}
 */
export function theme(domain: DomainEntry, defaults?: DomainEntry): Dressed[];
/**
 * A picture of a domain's window, in SVG: text that holds no script and asks for nothing.
 * @param {DomainEntry} domain
 * @param {DomainEntry | undefined} defaults
 * @param {Frame} frame
 * @returns {string | undefined} nothing while the accent is no colour
 */
export function preview(domain: DomainEntry, defaults: DomainEntry | undefined, { width, height, text, tab_bar, shade, vision }: Frame): string | undefined;
/**
 * The end of a link to a project, from `#` on, to be put behind the address of a page. The browser compresses it.
 * @param {Project} project
 * @param {boolean} [hosts] whether names, addresses, users, folders and commands are in it
 * @returns {Promise<string>}
 */
export function share(project: Project, hosts?: boolean): Promise<string>;
export type Project = import("./core.js").Project;
export type DomainEntry = import("./core.js").DomainEntry;
export type TabEntry = import("./core.js").TabEntry;
export type LocalEntry = import("./core.js").LocalEntry;
export type KeysEntry = import("./core.js").KeysEntry;
export type Diagnostic = import("./core.js").Diagnostic;
export type Severity = import("./core.js").Severity;
export type Place = import("./core.js").Place;
export type Artifact = import("./core.js").Artifact;
export type Language = import("./core.js").Language;
export type Built = import("./core.js").Built;
export type Opened = import("./core.js").Opened;
export type Imported = import("./reader.js").Imported;
export type Change = import("./core.js").Change;
export type Note = import("./core.js").Note;
export type Dressed = import("./core.js").Dressed;
export type Theme = import("./core.js").Theme;
export type Pair = import("./core.js").Pair;
export type Ansi = import("./core.js").Ansi;
export type Contrast = import("./core.js").Contrast;
export type Frame = import("./core.js").Frame;
export type TabBar = import("./core.js").TabBar;
export type Alike = import("./core.js").Alike;
export type Vision = import("./core.js").Vision;
export { copyText, open, palette, paletteKeys, starter, suggest, suggestBeside, toToml, version } from "./core.js";
