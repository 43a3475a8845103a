/* tslint:disable */
/* eslint-disable */
/**
 * A field that changes.
 */
export interface FieldChange {
    /**
     * Its name.
     */
    field: string;
    /**
     * Its value before, in TOML, where it has one.
     */
    before?: string;
    /**
     * Its value after, in TOML.
     */
    after: string;
}

/**
 * A file to be written, shown or sent.
 */
export interface Artifact {
    /**
     * Its path below the folder of all files, with `/` between the parts.
     */
    path: string;
    /**
     * The domain that it is for; none when it is for this computer.
     */
    domain?: string;
    /**
     * Its permissions, as in `chmod`.
     */
    mode: number;
    /**
     * What it is written in.
     */
    language: Language;
    /**
     * The command that puts it to use, to be run in the folder of all files; none where another file does.
     */
    command?: string;
    /**
     * Its text; ends with a newline.
     */
    text: string;
}

/**
 * A line of the text, what became of it, and why.
 */
export interface Note {
    /**
     * What became of it.
     */
    fate: Fate;
    /**
     * The file that the line stands in, where it is one that the text includes.
     */
    file?: string;
    /**
     * The number of the line, from 1; 0 when it is about the whole text.
     */
    line: number;
    /**
     * What of the line it is about: a name, a keyword.
     */
    subject: string;
    /**
     * The line, at most its first 200 characters.
     */
    text: string;
    /**
     * What became of it and why, in lower case and without a full stop.
     */
    message: string;
    /**
     * What to do about it.
     */
    hint?: string;
}

/**
 * A project as its author wrote it. Nothing in it has been checked beyond its type.
 */
export interface Project {
    /**
     * What every domain has that does not say otherwise.
     */
    defaults?: DomainEntry;
    /**
     * The window on this computer.
     */
    local?: LocalEntry;
    /**
     * Key bindings.
     */
    keys?: KeysEntry;
    /**
     * The domains, in the order of their quick keys.
     */
    domain?: DomainEntry[];
}

/**
 * A project that was read.
 */
export interface Opened {
    /**
     * What could be read of it.
     */
    project: Project;
    /**
     * Every mistake of reading and validating, in the order of the text.
     */
    diagnostics: Diagnostic[];
}

/**
 * A theme with its measured contrasts.
 */
export interface Dressed {
    /**
     * The colours.
     */
    theme: Theme;
    /**
     * What is promised of them, and what they reach.
     */
    contrast: Contrast[];
}

/**
 * A way of seeing colours.
 */
export type Vision = "normal" | "protanopia" | "deuteranopia" | "tritanopia";

/**
 * How a part of an import compares with the project.
 */
export type Difference = "new" | "changed" | "same";

/**
 * How much a diagnostic matters.
 */
export type Severity = "error" | "warning";

/**
 * One `[[domain.tab]]`: a tab that the host opens when its server starts.
 */
export interface TabEntry {
    /**
     * What the tab is called; what runs in it when not given.
     */
    title?: string;
    /**
     * Its folder on the host; the domain's when not given.
     */
    cwd?: string;
    /**
     * A command that runs in it, with the shell after it; the shell alone when not given.
     */
    command?: string;
    /**
     * `right` or `bottom`: a pane there, in the tab before, in place of a tab of its own.
     */
    split?: string;
}

/**
 * One `[[domain]]`, or the `[defaults]` of all of them.
 */
export interface DomainEntry {
    /**
     * What WezTerm calls it, and the name of its folder among the files.
     */
    name?: string;
    /**
     * `host`, `host:port`, `[v6]:port` or an alias from `~/.ssh/config`.
     */
    address?: string;
    /**
     * The colour that the theme is made from, such as `#bb9af7`.
     */
    accent?: string;
    /**
     * Words by which several domains are chosen at once.
     */
    tags?: string[];
    /**
     * `dark`, `light`, or `system` to follow the system; `dark` when not given.
     */
    appearance?: string;
    /**
     * How many colours the ground runs through, 2 to 5; 3 when not given.
     */
    stops?: number;
    /**
     * Which way it runs: `horizontal`, `vertical`, `radial`, or an angle such as `-45`, the value when not given.
     */
    orientation?: string;
    /**
     * How opaque the ground is, in percent; 100 when not given.
     */
    opacity?: number;
    /**
     * How WezTerm blends the colours of the ground: `rgb`, `linear-rgb`, `hsv` or `oklab`; `rgb` when not given.
     */
    blend?: string;
    /**
     * Whether the sixteen colours of programs are made from the accent too; on a light ground when not given.
     */
    ansi?: boolean;
    /**
     * What the badge shows; the name when not given.
     */
    label?: string;
    /**
     * A Nerd Font name such as `md_server`, or any short text.
     */
    icon?: string;
    /**
     * The user on the host; when not given, the one that ssh chooses.
     */
    username?: string;
    /**
     * The private key on this computer that ssh logs in with; when not given, those that ssh tries.
     */
    identity_file?: string;
    /**
     * Whether programs on the host can use this computer's ssh agent; `false` when not given.
     */
    forward_agent?: boolean;
    /**
     * The folder that tabs open in, on the host; `~` when not given.
     */
    cwd?: string;
    /**
     * How many tabs the host opens when its server starts; 1 when not given.
     */
    tabs?: number;
    /**
     * The shell on the host, by its path; the user's own login shell when not given.
     */
    shell?: string;
    /**
     * The language of programs on the host, such as `en_GB.UTF-8`; the host's own when not given.
     */
    locale?: string;
    /**
     * `openssh` (the user's own `ssh`) or `wezterm` (WezTerm's built-in one); `openssh` when not given.
     */
    transport?: string;
    /**
     * Seconds between keepalives on transport `openssh`; 15 when not given.
     */
    keepalive?: number;
    /**
     * The folder of WezTerm's programs on the host; `/usr/bin` when not given.
     */
    bin_dir?: string;
    /**
     * The key that opens a tab there, such as `LEADER+e`; the first nine domains get a digit when not given.
     */
    key?: string;
    /**
     * Whether WezTerm attaches it at start; `true` when not given.
     */
    attach?: boolean;
    /**
     * Whether badge, titles and closing a tab say that it is in production; `false` when not given.
     */
    production?: boolean;
    /**
     * The tabs that the host opens when its server starts, one by one, in place of `tabs`.
     */
    tab?: TabEntry[];
}

/**
 * One promise of a theme, and what became of it.
 */
export interface Contrast {
    /**
     * What is seen, on what.
     */
    name: string;
    /**
     * WezTerm's key for it; `badge` is the text of its right status.
     */
    key: string;
    /**
     * The thing itself.
     */
    fg: string;
    /**
     * What is behind it.
     */
    bg: string;
    /**
     * Their contrast, 1 to 21.
     */
    ratio: number;
    /**
     * The least that it has to be.
     */
    floor: number;
}

/**
 * One thing that is wrong with a project: where, what was found, what was expected, and what to do.
 */
export interface Diagnostic {
    /**
     * How much it matters.
     */
    severity: Severity;
    /**
     * The field, such as `domain[1].accent`; empty when it is about the whole file.
     */
    path: string;
    /**
     * What was found and what was expected, in lower case and without a full stop.
     */
    message: string;
    /**
     * What to do about it.
     */
    hint?: string;
    /**
     * Where it stands, for a project that was read from TOML.
     */
    place?: Place;
    /**
     * What it looks like, where it is about an accent that looks like another.
     */
    alike?: Alike;
}

/**
 * Text on its ground.
 */
export interface Pair {
    /**
     * The text.
     */
    fg: string;
    /**
     * What is behind it.
     */
    bg: string;
}

/**
 * The colours of one window.
 */
export interface Theme {
    /**
     * The colour that all others were made from, as it was given.
     */
    accent: string;
    /**
     * Whether the ground is dark or light.
     */
    shade: "dark" | "light";
    /**
     * The window's ground; the first one is also the plain background.
     */
    gradient: string[];
    /**
     * The default text.
     */
    foreground: string;
    /**
     * The cursor and the text under it; its border is of its colour too.
     */
    cursor: Pair;
    /**
     * The cursor while a key sequence is being composed, or the leader is waiting.
     */
    compose_cursor: string;
    /**
     * Selected text, and copy mode's matches but the current one.
     */
    selection: Pair;
    /**
     * What is found: copy mode's current match, and quick select's labels.
     */
    found: Pair;
    /**
     * The line between panes.
     */
    split: string;
    /**
     * The handle of the scroll bar.
     */
    scrollbar_thumb: string;
    /**
     * The flash of the visual bell.
     */
    visual_bell: string;
    /**
     * The ground of the tab bar, retro and fancy.
     */
    tab_bar: string;
    /**
     * The tab in front.
     */
    active_tab: Pair;
    /**
     * Every other tab.
     */
    inactive_tab: Pair;
    /**
     * Another tab under the pointer.
     */
    inactive_tab_hover: Pair;
    /**
     * The line between tabs that are not in front, in the fancy tab bar.
     */
    inactive_tab_edge: string;
    /**
     * The button for a new tab.
     */
    new_tab: Pair;
    /**
     * That button under the pointer.
     */
    new_tab_hover: Pair;
    /**
     * The name of the domain, at the right of the tab bar.
     */
    badge: Pair;
    /**
     * The sixteen colours of programs; none leaves WezTerm's own.
     */
    ansi?: Ansi;
}

/**
 * The sixteen colours that programs ask for by number.
 */
export interface Ansi {
    /**
     * Black, red, green, yellow, blue, magenta, cyan, white: WezTerm's `ansi`.
     */
    normal: string[];
    /**
     * The same, bright: WezTerm's `brights`.
     */
    bright: string[];
}

/**
 * WezTerm's two kinds of tab bar.
 */
export type TabBar = "fancy" | "retro";

/**
 * What a domain's windows wear.
 */
export interface Worn {
    /**
     * None, one, or a dark and a light one.
     */
    themes: Dressed[];
}

/**
 * What a file is written in.
 */
export type Language = "lua" | "systemd" | "sh" | "markdown";

/**
 * What an accent looks like.
 */
export interface Alike {
    /**
     * The field with the other accent, such as `domain[0].accent`.
     */
    path: string;
    /**
     * To whom: to everyone where it is the normal one.
     */
    vision: Vision;
    /**
     * In windows of which shade.
     */
    shade: "dark" | "light";
}

/**
 * What became of a line.
 */
export type Fate = "taken" | "kept" | "left" | "trap" | "mistake";

/**
 * What became of a project.
 */
export interface Built {
    /**
     * Every mistake in it.
     */
    diagnostics: Diagnostic[];
    /**
     * Every file; none when any mistake is an error.
     */
    artifacts: Artifact[];
}

/**
 * What becomes of a table of the project.
 */
export interface Change {
    /**
     * Where it is in the project as it becomes, such as `domain[3]` or `keys`.
     */
    path: string;
    /**
     * The name of the domain; of others the same as the path.
     */
    name: string;
    /**
     * How it compares.
     */
    difference: Difference;
    /**
     * The fields that change; of what is new all of them.
     */
    fields: FieldChange[];
}

/**
 * What every window of a picture is drawn with; see [`Frame::checked`] for what its numbers may be.
 */
export interface Frame {
    /**
     * Width of a window in pixels.
     */
    width: number;
    /**
     * Height of a window in pixels.
     */
    height: number;
    /**
     * Size of the terminal's font in pixels.
     */
    text: number;
    /**
     * The tab bar.
     */
    tab_bar: TabBar;
    /**
     * What a window wears that follows the system.
     */
    shade: "dark" | "light";
    /**
     * Who sees it: everyone when not given.
     */
    vision?: Vision;
}

/**
 * Where in the text of a project file something stands.
 */
export interface Place {
    /**
     * The line, from 1.
     */
    line: number;
    /**
     * The column, from 1, in characters.
     */
    column: number;
}

/**
 * `[keys]`: key bindings, written as `CTRL+SHIFT+a`; with `!` behind, also where that takes a key from WezTerm or the shell.
 */
export interface KeysEntry {
    /**
     * The key that starts every LEADER binding; `CTRL+a` when not given.
     */
    leader?: string;
    /**
     * How long WezTerm waits for the key after the leader, in milliseconds; 1000 when not given.
     */
    leader_timeout?: number;
    /**
     * Sends the leader key itself to the program; LEADER and the leader again when not given.
     */
    send_leader?: string;
    /**
     * Chooses a domain from a list; `LEADER+w` when not given.
     */
    launcher?: string;
    /**
     * Attaches a domain chosen from a list, as soon as it answers; `LEADER+a` when not given.
     */
    attach?: string;
    /**
     * Detaches the domain of the tab until it is asked for again; `LEADER+d` when not given.
     */
    detach?: string;
    /**
     * Makes a new link to the domain of the tab, or tries all lost ones at once; `LEADER+r` when not given.
     */
    reattach?: string;
    /**
     * Goes to the next tab; `LEADER+n` when not given.
     */
    next_tab?: string;
    /**
     * Goes to the previous tab; `LEADER+p` when not given.
     */
    previous_tab?: string;
}

/**
 * `[local]`: the window on this computer.
 */
export interface LocalEntry {
    /**
     * The folder that its tabs open in; `~` when not given.
     */
    cwd?: string;
    /**
     * How many tabs it opens; 1 when not given.
     */
    tabs?: number;
}


/**
 * A project that was checked, with its files, each of which is made when its text is asked for.
 */
export class Build {
    free(): void;
    /**
     * Checks a project. Values of the wrong type are mistakes like any other.
     */
    constructor(project: Project);
    /**
     * Checks what became of its project: one with as many domains, of which `project` has those alone that changed, with
     * these indices. None where not all of both can be read, and the second time; then it has to be read anew.
     */
    next(project: Project, changed: Uint32Array | number[]): Build | undefined;
    /**
     * The mistakes, and the files where they are new, with no text yet.
     */
    outline(): Built;
    /**
     * The text of the file with this index.
     */
    text(index: number): string | undefined;
    /**
     * Whether its files, but for their text, are other ones than those of the build before.
     */
    readonly hasNewFiles: boolean;
}

/**
 * Puts text on the clipboard; the promise fails where the browser does not allow it.
 */
export function copyText(text: string): Promise<void>;

/**
 * What a domain's windows wear: one theme, or a dark and a light one when it follows the system; none while the
 * accent is no colour. What else the domain or the defaults say wrongly is as if it were not said.
 */
export function dress(domain: DomainEntry, defaults: DomainEntry | undefined): Worn;

/**
 * What a link holds, not compressed yet: the project file. Without `hosts` names, addresses, users, folders and commands
 * are left out of it.
 */
export function linkText(project: Project, hosts: boolean): string;

/**
 * The version of links that are written.
 */
export function linkVersion(): string;

/**
 * What could be read of a project in JSON that was parsed, and every mistake in it.
 */
export function open(project: any): Opened;

/**
 * Every colour of WezTerm's `colors`, each as a number `0xRRGGBB`, for those who draw many themes: the order is that of
 * `paletteKeys`. Nothing where the accent is no colour.
 */
export function palette(accent: string, light: boolean): Uint32Array | undefined;

/**
 * The path of each colour of `palette` among WezTerm's `colors`, such as `tab_bar.active_tab.bg_color`.
 */
export function paletteKeys(light: boolean): string[];

/**
 * A picture of a domain's window, in SVG: text that holds no script and asks for nothing. None while the accent is no
 * colour; what else the domain or the defaults say wrongly is as if it were not said. The numbers are a `Frame`.
 */
export function preview(domain: DomainEntry, defaults: DomainEntry | undefined, width: number, height: number, text: number, retro: boolean, light: boolean, vision?: string | null): string | undefined;

/**
 * The example project that the page opens with.
 */
export function starter(): Project;

/**
 * Accents that are as far apart as can be found, to any eye; at most 22, or 16 for light windows.
 */
export function suggest(count: number, light: boolean): string[];

/**
 * An accent as far as can be from all of `others`, to any eye, for windows of this appearance, dark when it is none;
 * what is no colour among the others does not count. None where there are so many that it would look like one of them.
 */
export function suggestBeside(others: string[], appearance?: string | null): string | undefined;

/**
 * A project as the TOML file that the program reads.
 */
export function toToml(project: Project): string;

/**
 * The version of wezmux.
 */
export function version(): string;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_build_free: (a: number, b: number) => void;
    readonly build_hasNewFiles: (a: number) => number;
    readonly build_new: (a: any) => number;
    readonly build_next: (a: number, b: any, c: number, d: number) => number;
    readonly build_outline: (a: number) => any;
    readonly build_text: (a: number, b: number) => [number, number];
    readonly copyText: (a: number, b: number) => [number, number, number];
    readonly dress: (a: any, b: any) => any;
    readonly linkText: (a: any, b: number) => [number, number];
    readonly linkVersion: () => [number, number];
    readonly open: (a: any) => any;
    readonly palette: (a: number, b: number, c: number) => [number, number];
    readonly paletteKeys: (a: number) => [number, number];
    readonly preview: (a: any, b: any, c: number, d: number, e: number, f: number, g: number, h: number, i: number) => [number, number, number, number];
    readonly starter: () => any;
    readonly suggest: (a: number, b: number) => [number, number];
    readonly suggestBeside: (a: number, b: number, c: number, d: number) => [number, number];
    readonly toToml: (a: any) => [number, number];
    readonly version: () => [number, number];
    readonly __wbindgen_malloc: (a: number, b: number) => number;
    readonly __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __wbindgen_exn_store: (a: number) => void;
    readonly __externref_table_alloc: () => number;
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __externref_table_dealloc: (a: number) => void;
    readonly __externref_drop_slice: (a: number, b: number) => void;
    readonly __wbindgen_start: () => void;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
