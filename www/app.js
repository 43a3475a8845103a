// @ts-check
/** Starts the page: loads the core, brings back what the browser kept, and lets the views take their panels. */
import start, { read, version } from "../pkg/wezmux.js";
import { byId } from "./dom.js";
import { offline } from "./offline.js";
import { Store } from "./state.js";
import { keep, recall } from "./storage.js";
import { editor } from "./views/editor.js";
import { files } from "./views/files.js";
import { fleet } from "./views/fleet.js";
import { history } from "./views/history.js";
import { importer } from "./views/importer.js";
import { mistakes } from "./views/mistakes.js";
import { parts } from "./views/parts.js";
import { preview } from "./views/preview.js";
import { scheme } from "./views/scheme.js";
import { sharer } from "./views/sharer.js";
import { steps } from "./views/steps.js";
import { tint } from "./views/tint.js";

const KEY = "project";

/** What was kept goes through the same door as any file. What cannot be read is put aside, never thrown away. */
async function kept() {
  const text = recall(KEY);
  if (text === null) return null;
  const { project, diagnostics } = await read(text);
  if (Object.keys(project).some((key) => key !== "domain") || project.domain?.length || diagnostics.length === 0) return project;
  keep(`${KEY}-unreadable`, text);
  trouble("What this browser had kept cannot be read. It is still there, under wezmux.project-unreadable in the browser’s storage; the page starts with its example.");
  return null;
}

/** @param {string} text */
function trouble(text) {
  const place = byId("trouble");
  place.textContent = text;
  place.hidden = false;
}

/** @param {Store} store */
function remember(store) {
  const note = byId("kept");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  const save = () => {
    clearTimeout(waiting);
    waiting = undefined;
    const { project, example } = store.state;
    const done = keep(KEY, example ? null : JSON.stringify(project));
    note.textContent = done
      ? "Kept in this browser only."
      : "This browser keeps nothing. Download the project file before you leave.";
    note.classList.toggle("warn", !done);
  };
  store.subscribe((state, before) => {
    if (before && state.project === before.project && state.example === before.example) return;
    clearTimeout(waiting);
    if (before) waiting = setTimeout(save, 150);
    else save();
  });
  addEventListener("pagehide", () => {
    if (waiting !== undefined) save();
  });
}

scheme();
try {
  if (typeof WebAssembly !== "object") throw new Error("This browser has no WebAssembly, or it is switched off.");
  await start();
  const store = new Store(await kept());
  for (const view of [tint, parts, history, fleet, preview, editor, files, mistakes, steps, importer, sharer, remember]) view(store);
  byId("app").hidden = false;
  byId("app").dataset.version = version();
  offline();
} catch (error) {
  trouble(
    "The part of this page that makes the files could not be loaded. Reload it, or use another browser. " +
      `What went wrong: ${error instanceof Error ? error.message : error}`,
  );
  throw error;
}
