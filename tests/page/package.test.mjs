/** pkg/ as a package: packed, installed elsewhere, typed, and embedded in Node and in a page. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { launch } from "./browser.mjs";
import { ROOT, serveFiles } from "./serve.mjs";

const run = promisify(execFile);
const LIMIT = { timeout: 90_000 };

const PROGRAM = `
import start, { palette, preview, read, render, share, starter, suggest, suggestBeside, theme, toToml, validate, version } from "wezmux";
import type { Artifact, Contrast, Diagnostic, DomainEntry, Frame, Project } from "wezmux";

/** Fails to compile for a type that would allow everything. */
type Known<T> = 0 extends 1 & T ? never : T;
const known = <T>(value: Known<T>): T => value as T;

await start();
const domain: DomainEntry = { name: "dev-server", address: "10.20.30.1", accent: "#bb9af7", tabs: 2 };
const project: Project = { domain: [domain] };
const mistakes: Diagnostic[] = known(validate(project));
const built = known(render(project));
const first: Artifact = known(built.artifacts[0]);
const text: string = known(first.text);
const mode: number = known(first.mode);
const dressed = known(theme(domain));
const least: Contrast = known(dressed[0].contrast[0]);
const foreground: string = known(dressed[0].theme.foreground);
const frame: Frame = { width: 640, height: 200, text: 14, tab_bar: "retro", shade: "dark" };
const svg: string | undefined = known(preview(domain, undefined, frame));
const link: string = known(await share(project, true));
const opened = known(await read(link));
const name: string | undefined = known(opened.project.domain?.[0].name);
const toml: string = known(toToml(opened.project));
const again = known(await read(toml));
const others: string[] = known(suggest(3, false));
const beside: string | undefined = known(suggestBeside(others));
const numbers: Uint32Array | undefined = known(palette("teal", false));
known(starter().domain);
console.log(JSON.stringify({ version: version(), mistakes: mistakes.length, paths: built.artifacts.length, text: text.length > 100, mode, ratio: least.ratio > 1, foreground, svg: svg?.startsWith("<svg"), name, same: JSON.stringify(again.project) === JSON.stringify(project), beside: beside?.length, numbers: numbers?.length }));
`;

describe("the package", () => {
  /** @type {string} */
  let folder;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "wezmux-package-"));
    const packed = await run("npm", ["pack", join(ROOT, "pkg"), "--pack-destination", folder, "--silent"]);
    await writeFile(join(folder, "package.json"), '{ "name": "user", "private": true, "type": "module" }');
    await run("npm", ["install", "--offline", "--no-audit", "--no-fund", "--silent", `./${packed.stdout.trim()}`], { cwd: folder });
  }, LIMIT);
  after(() => rm(folder, { recursive: true }));

  const compile = async (text) => {
    await writeFile(join(folder, "program.ts"), text);
    const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
    return run(process.execPath, [tsc, "--strict", "--target", "ES2022", "--module", "nodenext", "--lib", "ES2022,DOM", "program.ts"], { cwd: folder }).then(
      () => "",
      ({ stdout }) => stdout,
    );
  };

  test("has what it says and nothing else, with the version of the crate", async () => {
    const manifest = JSON.parse(await readFile(join(folder, "node_modules/wezmux/package.json"), "utf8"));
    assert.match(await readFile(join(ROOT, "Cargo.toml"), "utf8"), new RegExp(`^version = "${manifest.version}"$`, "m"));
    const { stdout } = await run("npm", ["pack", join(ROOT, "pkg"), "--dry-run", "--json"]);
    const files = JSON.parse(stdout)[0].files.map(({ path }) => path);
    assert.deepEqual(files.sort(), ["LICENSE", "package.json", ...manifest.files].sort());
  });

  test("compiles where types are strict, and runs in Node", LIMIT, async () => {
    assert.equal(await compile(PROGRAM), "");
    const { stdout } = await run(process.execPath, ["program.js"], { cwd: folder });
    const { version, ...found } = JSON.parse(stdout);
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(found, { mistakes: 0, paths: 6, text: true, mode: 0o644, ratio: true, foreground: "#dcd8e8", svg: true, name: "dev-server", same: true, beside: 7, numbers: found.numbers });
    assert.ok(found.numbers > 30);
  });

  test("does not compile where something else is meant", LIMIT, async () => {
    const wrong = await compile('import { render, theme } from "wezmux";\nrender({ domains: [] });\nconst accent: number = theme({ accent: "teal" })[0].theme.accent;\n');
    assert.match(wrong, /'domains' does not exist in type 'Project'/);
    assert.match(wrong, /Type 'string' is not assignable to type 'number'/);
  });
});

test("a project that is rendered again, and again, gives what it would give alone", async () => {
  const { default: start, render } = await import("../../pkg/wezmux.js");
  await start();
  const one = { name: "one", address: "one", accent: "#bb9af7" };
  const two = { name: "two", address: "two", accent: "#e0af68" };
  /** @type {any[]} */
  const projects = [
    { domain: [one, two] },
    { domain: [one, { ...two, label: "Two" }] },
    { domain: [{ ...one, tabs: 0 }, two] },
    { domain: [{ ...one, tabs: "many" }, two] },
    { domain: [one, { ...two, tabs: "many" }] },
    { domain: [one, { ...two, accent: "#bb9af8" }] },
    { domain: [two, one], keys: { leader: "CTRL+b" } },
    { domain: [two, one], keys: { leader: "?" } },
    { domain: [two] },
    { domain: [{ ...two, name: "three" }], defaults: { tabs: 2 } },
    { domain: [] },
    { domain: "none" },
    {},
    { domain: [one, two], local: { tabs: 3 } },
  ];
  let last = render({});
  for (const project of projects) {
    const before = JSON.stringify(last);
    const next = render(project, last);
    assert.equal(JSON.stringify(next), JSON.stringify(render(project)));
    assert.equal(JSON.stringify(last), before, "what was there before stays");
    last = next;
  }
});

describe("the example of embedding", () => {
  const words = /^0 mistakes\ntext is #dcd8e8, 4\.5 to 1 at the least\nwezterm\.lua\n.*hosts\/dev-server\/setup\.sh\n.*#1\.[\w-]+$/s;

  test("has about twenty lines", async () => {
    assert.ok((await readFile(join(ROOT, "examples/embed/theme.mjs"), "utf8")).trim().split("\n").length <= 25);
  });

  test("runs in Node", LIMIT, async () => {
    const { stdout } = await run(process.execPath, [join(ROOT, "examples/embed/theme.mjs")]);
    assert.match(stdout.trim(), words);
  });

  test("runs in Chromium", LIMIT, async () => {
    const server = await serveFiles(ROOT, /^(pkg|examples\/embed)\//);
    const browser = await launch();
    try {
      const page = await browser.newPage();
      await page.goto(`${server.url}examples/embed/index.html`);
      assert.match(await page.locator("pre").innerText({ timeout: 8000 }), words);
      assert.ok(await page.locator("img").evaluate((image) => /** @type {HTMLImageElement} */ (image).decode().then(() => /** @type {HTMLImageElement} */ (image).naturalWidth === 640)));
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
