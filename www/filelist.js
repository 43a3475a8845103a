// @ts-check
/**
 * The files as one takes them away: those that the core makes, and the project itself among them.
 * @import { Artifact, Project } from '../pkg/wezmux.js'
 * @import { File } from './types.js'
 */
import { toToml } from "../pkg/wezmux.js";

/** The project itself. */
export const PROJECT = "wezmux.toml";

/**
 * What a file is, as one would call it.
 * @param {Artifact} artifact
 */
function kindOf({ domain, language }) {
  if (!domain) return language === "markdown" ? "cheat sheet" : "local config";
  return { lua: "config", systemd: "unit", sh: "installer", markdown: "notes" }[language];
}

/**
 * @param {{ artifacts: Artifact[], project: Project }} made
 * @returns {File[]}
 */
export function filesOf({ artifacts, project }) {
  /** @type {File[]} */
  const files = artifacts.map((artifact) => ({
    path: artifact.path,
    machine: artifact.domain ?? "",
    kind: kindOf(artifact),
    language: artifact.language,
    mode: artifact.mode,
    // It is made only when it is looked at.
    get text() {
      return artifact.text;
    },
  }));
  /** @type {string | undefined} */
  let toml;
  const own = {
    path: PROJECT,
    machine: "",
    kind: "project file",
    language: "toml",
    mode: 0o644,
    get text() {
      return (toml ??= toToml(project));
    },
  };
  const first = files.findIndex(({ machine }) => machine !== "");
  files.splice(first < 0 ? files.length : first, 0, own);
  return files;
}

/**
 * What to call a file.
 * @param {File} file
 */
export const titleOf = ({ kind, machine }) => (machine ? `${kind} for ${machine}` : kind);

/**
 * What to call it in a list of paths that one hears.
 * @param {File} file
 */
export const spokenOf = ({ path, machine }) => (machine ? `${baseName(path)} for ${machine}` : baseName(path));

/** @param {string} path */
export const baseName = (path) => path.split("/").pop() ?? path;

/**
 * What the archive of a project, and the folder in it, are called.
 * @param {string} project its name
 */
export const archiveName = (project) => project.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "") || "wezmux";
