/* tslint:disable */
/* eslint-disable */
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
 * A project that was read from text.
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
 * An accent that was typed: its theme, or why it is none.
 */
export interface Painted {
    /**
     * The theme, when the text is a colour.
     */
    dressed?: Dressed;
    /**
     * What the accent must be, when it is none.
     */
    message?: string;
    /**
     * What to do about it.
     */
    hint?: string;
}

/**
 * How much a diagnostic matters.
 */
export type Severity = "error" | "warning";

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
     * What the badge and the launcher show; the name when not given.
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
     * The key that opens a tab there, such as `LEADER+d`; the first nine domains get a digit when not given.
     */
    key?: string;
    /**
     * Whether WezTerm attaches it at start; `true` when not given.
     */
    attach?: boolean;
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
     * The window's ground, from dark to light; the first one is also the plain background.
     */
    gradient: string[];
    /**
     * The default text.
     */
    foreground: string;
    /**
     * The cursor and the text under it.
     */
    cursor: Pair;
    /**
     * Selected text.
     */
    selection: Pair;
    /**
     * The line between panes.
     */
    split: string;
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
}

/**
 * What a file is written in.
 */
export type Language = "lua" | "systemd" | "sh" | "markdown";

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
 * `[keys]`: key bindings, written as `CTRL+SHIFT+a`.
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
 * Checks a project and makes every file of it. Values of the wrong type are mistakes like any other.
 */
export function build(project: Project): Built;

/**
 * Puts text on the clipboard; the promise fails where the browser does not allow it.
 */
export function copyText(text: string): Promise<void>;

/**
 * Reads a project file in JSON.
 */
export function openJson(text: string): Opened;

/**
 * Reads a project file in TOML.
 */
export function openToml(text: string): Opened;

export function start(): void;

/**
 * The example project that the page opens with.
 */
export function starter(): Project;

/**
 * The theme of an accent as it was typed.
 */
export function theme(accent: string): Painted;

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
    readonly build: (a: any) => [number, number, number];
    readonly copyText: (a: number, b: number) => [number, number, number];
    readonly openJson: (a: number, b: number) => [number, number, number];
    readonly openToml: (a: number, b: number) => [number, number, number];
    readonly start: () => void;
    readonly starter: () => [number, number, number];
    readonly theme: (a: number, b: number) => [number, number, number];
    readonly toToml: (a: any) => [number, number, number, number];
    readonly version: () => [number, number];
    readonly __wbindgen_malloc: (a: number, b: number) => number;
    readonly __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __wbindgen_exn_store: (a: number) => void;
    readonly __externref_table_alloc: () => number;
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __externref_table_dealloc: (a: number) => void;
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
