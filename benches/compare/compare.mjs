/**
 * What a theme costs here and elsewhere, in one process and for the same accents:
 *
 *   benches/run.mjs compare
 *
 * Beside the committed pkg/, in WebAssembly: themeFromSourceColor of Google's material-color-utilities, which makes a
 * light and a dark scheme and six palettes, and a set of Adobe's Leonardo, which like ours looks for colours that reach
 * given contrasts on a ground. Both are bundled, since they do not load in Node as they are.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import start, { palette, theme } from "../../pkg/wezmux.js";

const here = new URL(".", import.meta.url);

/** A package as a bundle that Node can load. */
async function load(name) {
  const folder = await mkdtemp(join(tmpdir(), "wezmux-compare-"));
  const outfile = join(folder, "bundle.mjs");
  try {
    await build({ entryPoints: [name], absWorkingDir: new URL(here).pathname, bundle: true, format: "esm", platform: "node", outfile, logLevel: "error" });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}

await start();
const { argbFromHex, themeFromSourceColor } = await load("@material/material-color-utilities");
const { BackgroundColor, Color, Theme } = await load("@adobe/leonardo-contrast-colors");

// Leonardo warns of an option that it sets itself, at every theme.
console.warn = () => {};

/** Accents from all over sRGB, the same each time. */
const accents = Array.from({ length: 200 }, (_, index) => `#${((index * 10_368_889) & 0xffffff).toString(16).padStart(6, "0")}`);

/** Ours, as many colours as its themes have; Leonardo is asked for the contrasts that they promise. */
const leonardo = (accent) => {
  const key = [accent];
  const ground = new BackgroundColor({ name: "ground", colorKeys: key, ratios: [1] });
  const accented = new Color({ name: "accent", colorKeys: key, ratios: [3, 4.5, 7], colorSpace: "OKLCH" });
  return new Theme({ colors: [accented], backgroundColor: ground, lightness: 12, output: "HEX" }).contrastColors;
};

const contestants = {
  "wezmux, every colour as a number (palette)": { times: 50, run: (accent) => palette(accent, false) },
  "wezmux, with every contrast, as objects (theme)": { times: 5, run: (accent) => theme({ accent }) },
  "material-color-utilities, themeFromSourceColor": { times: 1, run: (accent) => themeFromSourceColor(argbFromHex(accent)) },
  "leonardo, three contrasts on a ground": { times: 1, run: leonardo },
};

/** Microseconds a theme: the median of some rounds, in which each has its turn, after one that does not count. */
const rounds = Number(process.argv[2] ?? 7);
const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
for (let round = 0; round <= rounds; round += 1)
  for (const [name, { times: repeat, run }] of Object.entries(contestants)) {
    const start = performance.now();
    for (let time = 0; time < repeat; time += 1) for (const accent of accents) run(accent);
    const each = ((performance.now() - start) * 1000) / (repeat * accents.length);
    if (round > 0) times[name].push(each);
  }
const median = (/** @type {number[]} */ list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const [ours] = Object.keys(contestants);
for (const [name, measured] of Object.entries(times)) {
  const ratio = median(measured) / median(times[ours]);
  console.log([name, `${median(measured).toFixed(1)} µs`, ...(name === ours ? [] : [ratio.toFixed(0), "palette"])].join("\t"));
}
