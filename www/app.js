// @ts-check
/** Starts the page: loads the core, brings back what the browser kept, and lets the views take their panels. */
import start, { version } from "../pkg/wezmux.js";
import { errorsIn } from "./diagnostics.js";
import { byId, late, sheet } from "./dom.js";
import { offline } from "./offline.js";
import { Selection } from "./selection.js";
import { Shelf, openLast } from "./shelf.js";
import { Store } from "./state.js";
import { editor } from "./views/editor.js";
import { files } from "./views/files.js";
import { fleet } from "./views/fleet.js";
import { history } from "./views/history.js";
import { importer } from "./views/importer.js";
import { parts } from "./views/parts.js";
import { preview } from "./views/preview.js";
import { projects } from "./views/projects.js";
import { scheme } from "./views/scheme.js";
import { steps } from "./views/steps.js";
import { tint } from "./views/tint.js";

/** @param {string} text */
function trouble(text) {
  const place = byId("trouble");
  place.textContent = text;
  place.hidden = false;
}

// What a click asks for is loaded then, and there may be no network.
addEventListener("unhandledrejection", ({ reason }) => {
  trouble(`That could not be done: ${reason?.message ?? reason}. What you typed is still here. Try again once there is a network, or reload the page.`);
  addEventListener("click", () => (byId("trouble").hidden = true), { once: true, capture: true });
});

scheme();
try {
  if (typeof WebAssembly !== "object") throw new Error("This browser has no WebAssembly, or it is switched off.");
  await start();
  const opened = openLast();
  const store = new Store(opened.project);
  const shelf = new Shelf(store, opened);
  const selection = new Selection(store);
  fleet(store, selection);
  // Most people never need it: it is loaded when it is asked for.
  const toggle = late(async () => {
    // Its dialog comes later.
    void sheet("dialog.css");
    const [{ bulk }] = await Promise.all([import("./views/bulk.js"), sheet("bulk.css")]);
    return bulk(store, selection);
  });
  byId("select").addEventListener("click", async () => (await toggle())());
  for (const view of [tint, parts, history, preview, editor]) view(store);
  // There is nothing to share before one asks, or changes something.
  const link = late(async () => (await import("./views/sharer.js")).sharer(store));
  byId("share").addEventListener("click", async () => (await link()).open());
  store.subscribe(async ({ project }, before) => {
    // Without a network it stays as it is.
    if (before && project !== before.project) (await link().catch(() => null))?.address();
  });
  // There may never be one.
  const mistakes = late(async () => {
    const [view] = await Promise.all([import("./views/mistakes.js"), sheet("mistakes.css")]);
    view.mistakes(store);
  });
  store.subscribe(({ diagnostics }) => {
    if (errorsIn(diagnostics).length > 0) void mistakes();
  });
  for (const view of [projects, files, steps, importer]) view(store, shelf);
  if (opened.unreadable.length > 0) {
    const keys = opened.unreadable.map((key) => `wezmux.${key}`).join(", ");
    trouble(`What this browser had kept cannot be read. It is still there, under ${keys} in the browser’s storage; the page goes on without it.`);
  }
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
