/** The page's own types, for editors and the checks. No page loads this. */
import type { Artifact, Diagnostic, Imported, Project, TabEntry } from "../pkg/wezmux.js";

/** A domain by its id, or what all domains share. */
export type Chosen = number | "everything";

export type View = "fleet" | "editor" | "files";

/** What the store holds. */
export interface State {
  /** As typed. */
  project: Project;
  /** Of the domains, in their order. */
  ids: number[];
  chosen: Chosen;
  diagnostics: Diagnostic[];
  /** The files, or the last ones that could be made. */
  artifacts: Artifact[];
  /** Whether the files are from before a mistake. */
  stale: boolean;
  /** Whether nobody has changed anything yet. */
  example: boolean;
  /** What undoing would take back, in words. */
  undo: string | null;
  /** What redoing would do again. */
  redo: string | null;
}

/** What undoing brings back. */
export type Moment = Pick<State, "project" | "ids" | "chosen" | "example">;

/** A change that can be undone, or done again. */
export interface Step {
  moment: Moment;
  what: string;
}

/** Of a field; none where it is left out. */
export type Value = string | number | boolean | string[] | TabEntry[] | undefined;

/** A table of the project; a domain by its id. */
export type Table = "defaults" | "local" | "keys" | number;

/** What can be typed. */
export interface Field {
  /** Its name in the project file. */
  key: string;
  label: string;
  /** What it is for, when the label does not say it all. */
  hint?: string;
  /** What counts when it is empty; stands in the empty field. */
  fallback?: string;
  unit?: string;
  number?: boolean;
  /** Typed with commas between. */
  list?: boolean;
  /** A folded group speaks of it only when it is given. */
  quiet?: boolean;
  /** Whether the fallback is no value, but words for one. */
  prose?: boolean;
  /** Typed as it is written into files, so in the monospace face. */
  code?: boolean;
  /** Closed set; values `true` and `false` are booleans. */
  choices?: [value: string, words: string][];
}

/** Fields under one heading. */
export interface Group {
  title: string;
  fields: Field[];
}

/** A project that this browser keeps. */
export interface Kept {
  id: string;
  name: string;
  project: Project;
  example: boolean;
}

/** What a tab starts with. */
export interface Opened {
  id: string;
  name: string;
  /** None where the example is shown. */
  project: Project | null;
  /** The entry as it was read. */
  text: string | null;
  /** Keys of what could not be read. */
  unreadable: string[];
}

/** A file as one takes it away. */
export interface File {
  path: string;
  /** The domain's name; empty for this computer. */
  machine: string;
  kind: string;
  language: string;
  mode: number;
  text: string;
}

/** Part of a line, as it is coloured. */
export interface Token {
  kind: string;
  text: string;
}

/** What a text can be. */
export type Kind = "link" | "project" | "ssh_config" | "wezterm.lua";

/** A text to be read. */
export interface ReadingAsked {
  text: string;
  /** What it is; told from the text when not given. */
  kind?: Kind;
  /** What the hosts of another program's config are put into. */
  project: Project;
}

/** What was read. */
export interface Reading {
  /** What it was read as; none where too little in it tells. */
  kind?: Kind;
  /** Of a project file or a link. */
  opened?: import("../pkg/wezmux.js").Opened;
  /** Of another program's config. */
  imported?: Imported;
}
