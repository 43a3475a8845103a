#!/usr/bin/env node
/**
 * Runs the benchmarks, and prints one table of them all: what was measured, and how many times that is of what it is
 * compared with.
 *
 *   benches/run.mjs               all of them; the one of hosts takes root
 *   benches/run.mjs theme page    only these
 *
 * What is measured with criterion is compared with its own smallest size, each host with each host: a number far above
 * 1 grows faster than the fleet.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { LIMIT, weigh } from "../.ci/weigh.mjs";

/** @typedef {{ what: string, measured: string, times?: string, of?: string }} Row */

const ROOT = resolve(import.meta.dirname, "..");
const ESTIMATES = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "criterion");

/** @param {string} program @param {string[]} options what it prints, where that is not shown @returns {Promise<string>} */
const run = (program, ...options) =>
  new Promise((done, fail) => {
    const child = spawn(program, options, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (text) => (said += text));
    child.on("error", fail);
    child.on("close", (code) => (code === 0 ? done(said) : fail(new Error(`${program} ${options.join(" ")}: ended with ${code}\n${said}`))));
  });

const time = (/** @type {number} */ nanoseconds) => {
  const [unit, each] = [["ns", 1], ["µs", 1e3], ["ms", 1e6], ["s", 1e9]].findLast(([, each]) => nanoseconds >= Number(each)) ?? ["ns", 1];
  return `${(nanoseconds / Number(each)).toPrecision(3)} ${unit}`;
};

const bytes = (/** @type {number} */ count) => `${count.toLocaleString("en")} bytes`;

/** A benchmark of cargo's. @param {string} name @returns {Promise<Row[]>} */
async function criterion(name) {
  const started = Date.now();
  // Less than half of criterion's own times: ten thousand hosts take long enough.
  await run("cargo", "bench", "--quiet", "--features", "cli", "--bench", name, "--", "--warm-up-time", "1", "--measurement-time", "2");
  const found = [];
  for (const path of await readdir(ESTIMATES, { recursive: true })) {
    const file = join(ESTIMATES, path);
    if (!path.endsWith(join("new", "benchmark.json")) || (await stat(file)).mtimeMs < started) continue;
    const { group_id, function_id, value_str, throughput } = JSON.parse(await readFile(file, "utf8"));
    const { median } = JSON.parse(await readFile(file.replace("benchmark.json", "estimates.json"), "utf8"));
    const what = [...new Set([group_id, function_id])].filter(Boolean).join(", ");
    found.push({ what, size: Number(value_str), each: Boolean(throughput), nanoseconds: median.point_estimate });
  }
  found.sort((a, b) => a.what.localeCompare(b.what) || a.size - b.size);
  return found.map(({ what, size, each, nanoseconds }) => {
    if (!size) return { what, measured: time(nanoseconds) };
    const least = found.find((other) => other.what === what) ?? found[0];
    const growth = nanoseconds / least.nanoseconds / (each ? size / least.size : 1);
    return {
      what: `${what}, ${size.toLocaleString("en")}`,
      measured: time(nanoseconds),
      ...(size > least.size && { times: growth.toFixed(2), of: `${each ? "each of " : ""}${least.size}` }),
    };
  });
}

/** A program that prints rows of its own, their columns apart by tabs. @returns {Promise<Row[]>} */
const rows = async (/** @type {string} */ program, /** @type {string[]} */ ...options) =>
  (await run(program, ...options)).trim().split("\n").map((line) => {
    const [what, measured, times, of] = line.split("\t");
    return { what, measured, times, of };
  });

/** @param {string} folder */
const packages = async (folder) => {
  if (!existsSync(join(ROOT, folder, "node_modules"))) await run("npm", "ci", "--silent", "--prefix", folder);
};

const BENCHMARKS = {
  theme: () => criterion("theme"),
  lua: () => criterion("lua"),
  import: () => criterion("import"),
  fleet: () => criterion("fleet"),
  compare: async () => {
    await packages("benches/compare");
    return rows("node", "benches/compare/compare.mjs");
  },
  page: async () => {
    await packages("tests/page");
    return rows("node", "benches/page/speed.mjs");
  },
  hosts: () => rows("benches/hosts/compare.sh"),
  size: async () => {
    await run("cargo", "build", "--quiet", "--release", "--features", "cli");
    const program = (await stat(resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "release", "wezmux"))).size;
    const reader = gzipSync(await readFile(join(ROOT, "pkg/reader_bg.wasm")), { level: 9 }).length;
    const page = weigh().reduce((sum, { bytes }) => sum + bytes, 0);
    return [
      { what: "page's first load, gzipped", measured: bytes(page), times: (page / LIMIT).toFixed(2), of: "what it may weigh" },
      { what: "reader_bg.wasm, loaded on demand, gzipped", measured: bytes(reader) },
      { what: "program", measured: bytes(program) },
    ];
  },
};

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(BENCHMARKS);
const unknown = wanted.find((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown !== undefined) {
  console.error(`benches/run.mjs: no benchmark is called ${unknown}; there are ${Object.keys(BENCHMARKS).join(" ")}`);
  process.exit(2);
}
/** @type {Row[]} */
const table = [];
for (const name of wanted) {
  console.error(`== ${name}`);
  const found = await BENCHMARKS[/** @type {keyof typeof BENCHMARKS} */ (name)]();
  table.push(...found.map((row) => ({ ...row, what: `${name}: ${row.what}` })));
}
const width = (/** @type {keyof Row} */ column) => Math.max(...table.map((row) => (row[column] ?? "").length));
const [what, measured, times] = [width("what"), width("measured"), width("times")];
for (const row of table) {
  const compared = row.times ? `  ${row.times.padStart(times)} times ${row.of}` : "";
  console.log(`${row.what.padEnd(what)}  ${row.measured.padStart(measured)}${compared}`);
}
