// Reads project files (JSON: an array of texts in TOML) on standard input and prints what pkg/, or the folder that is
// named, makes of each: the mistakes, the files, and the project written as TOML again.
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = pathToFileURL(`${resolve(process.argv[2] ?? "pkg")}/`);
const { default: start, importSsh, importWezterm, kindOf, palette, paletteKeys, preview, read, render, share, starter, suggestBeside, theme, toToml, validate } = await import(new URL("wezmux.js", folder).href);
await start();

const texts = JSON.parse(readFileSync(0, "utf8") || "[]");
const results = [];
for (const text of texts) {
  const opened = await read(text);
  // What the page does: the project goes out to JavaScript and comes back.
  const { project } = opened;
  const frame = { width: 640, height: 300, text: 12.5, tab_bar: "retro", shade: "light", vision: "deuteranopia" };
  const pictures = project.domain.map((domain) => preview(domain, project.defaults, frame) ?? null);
  const links = [await share(project), await share(project, true)];
  // JSON is read without what reads TOML.
  const json = await read(JSON.stringify(project));
  const themes = project.domain.map((domain) => theme(domain, project.defaults));
  results.push({ opened, built: render(project), toml: toToml(project), pictures, links, json, themes });
}
// It holds itself.
const cycle = { domain: [] };
cycle.domain.push(cycle);
validate(cycle);
// A form holds text where a number belongs, and a stranger's link may hold anything.
const odd = render({ domain: [{ name: 7, tabs: "x", accent: null }, "no"], nope: new Date(0) });
const notAProject = [null, "x", []].map((project) => validate(project));
const accents = ["#bb9af7", "nope", undefined].map((accent) => theme({ accent, stops: "x" }));
const system = theme({ accent: "teal" }, { appearance: "system" });
const suggested = suggestBeside(["#bb9af7", "no colour", "teal"]);
const palettes = [false, true].map((light) => ({
  keys: paletteKeys(light),
  colors: ["#bb9af7", "nope"].map((accent) => [...(palette(accent, light) ?? [])]),
}));
const config = "Host web db\n  ProxyJump gate\nHost gate\n  Port 0\nInclude x\n";
const imported = [await importSsh(config), await importSsh(config, { domain: [{ name: "web", address: "old", accent: "teal" }] })];
const lua = {};
for (const name of readdirSync("tests/wezterm_lua")) {
  if (!name.endsWith(".txt")) lua[name] = await importWezterm(readFileSync(`tests/wezterm_lua/${name}`, "utf8"));
}
// As deep as it goes, in the stack that a browser gives.
const hard = ["local function f() return {{{{{{{{ 1 + f() }}}}}}}} end\nf()", `return ${"(".repeat(1e5)}`, `return ${"{".repeat(90)}${"}".repeat(90)}`, "while true do end"];
for (const text of hard) lua[text] = await importWezterm(text);
const kinds = [await kindOf(config), await kindOf(hard[0]), await kindOf("[keys]"), await kindOf(await share({})), (await kindOf("hello")) ?? null];
console.log(JSON.stringify({ imported, kinds, lua, palettes, results, odd, notAProject, accents, system, suggested, starter: starter() }));
