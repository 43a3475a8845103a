// Reads project files (JSON: an array of texts in TOML) on standard input and prints what pkg/, or the folder that is
// named, makes of each: the mistakes, the files, and the project written as TOML again.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = pathToFileURL(`${resolve(process.argv[2] ?? "pkg")}/`);
const { initSync, build, openText, starter, dress, palette, paletteKeys, preview, suggestBeside, toLink, toToml } = await import(new URL("wezmux.js", folder).href);
initSync({ module: readFileSync(new URL("wezmux_bg.wasm", folder)) });

const texts = JSON.parse(readFileSync(0, "utf8") || "[]");
const results = texts.map((text) => {
  const opened = openText(text);
  // What the page does: the project goes out to JavaScript and comes back.
  const { project } = opened;
  const frame = { width: 640, height: 300, text: 12.5, tab_bar: "retro", shade: "light" };
  const pictures = project.domain.map((domain) => preview(domain, project.defaults, frame) ?? null);
  return { opened, built: build(project), toml: toToml(project), pictures, links: [false, true].map((hosts) => toLink(project, hosts)) };
});
// A form holds text where a number belongs, and a stranger's link may hold anything.
const odd = build({ domain: [{ name: 7, tabs: "x", accent: null }, "no"], nope: new Date(0) });
const notAProject = [build(null), build("x"), build([])].map((built) => built.diagnostics);
const accents = ["#bb9af7", "nope", undefined].map((accent) => dress({ accent, stops: "x" }, undefined).themes);
const system = dress({ accent: "teal" }, { appearance: "system" }).themes;
const suggested = suggestBeside(["#bb9af7", "no colour", "teal"]);
const palettes = [false, true].map((light) => ({
  keys: paletteKeys(light),
  colors: ["#bb9af7", "nope"].map((accent) => [...(palette(accent, light) ?? [])]),
}));
console.log(JSON.stringify({ palettes, results, odd, notAProject, accents, system, suggested, starter: starter() }));
