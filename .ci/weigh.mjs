#!/usr/bin/env node
/** Prints what the page weighs on its first load, each file gzipped as a server sends it; fails when that is too much. */
import { readFileSync } from "node:fs";
import { dirname, join, normalize, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const ROOT = resolve(import.meta.dirname, "..");

/** At most, in bytes. */
export const LIMIT = 200_000;

/** What a file asks for at once: of HTML what it links, of CSS and JavaScript what they import at their top. */
const ASKS = {
  html: /<(?:link rel="(?:stylesheet|modulepreload)" href|script (?:type="module" )?src)="([^"]+)"/g,
  css: /@import (?:url\()?"([^"]+)"/g,
  js: /^(?:import|export)\b[^"';]*?(?:from )?"(\.[^"]+)";$/gm,
  wasm: /^(?!)/g,
};

/** The paths of what is loaded at first. The entry of pkg/ fetches its module by itself. */
export function firstLoad() {
  const paths = new Set(["index.html", "pkg/core_bg.wasm"]);
  for (const path of paths) {
    const asks = ASKS[/** @type {keyof typeof ASKS} */ (path.split(".").pop())];
    const text = path.endsWith(".wasm") ? "" : readFileSync(join(ROOT, path), "utf8");
    for (const [, found] of text.matchAll(asks)) paths.add(normalize(join(dirname(path), found)));
  }
  return [...paths];
}

/** The weight of each, the heaviest first. */
export function weigh() {
  const weights = firstLoad().map((path) => ({ path, bytes: gzipSync(readFileSync(join(ROOT, path)), { level: 9 }).length }));
  return weights.sort((a, b) => b.bytes - a.bytes);
}

if (process.argv[1] === import.meta.filename) {
  const weights = weigh();
  const all = weights.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes } of weights) console.log(`${String(bytes).padStart(7)}  ${path}`);
  for (const kind of ["html", "css", "js", "wasm"]) {
    const bytes = weights.filter(({ path }) => path.endsWith(`.${kind}`)).reduce((sum, each) => sum + each.bytes, 0);
    console.log(`${String(bytes).padStart(7)}  all .${kind}`);
  }
  console.log(`${String(all).padStart(7)}  all of it; at most ${LIMIT}`);
  if (all > LIMIT) {
    console.error("The page weighs too much on its first load. What is not needed at once can be imported later.");
    process.exit(1);
  }
}
