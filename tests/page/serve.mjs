/** Serving the page to the tests: from the checkout under a sub-path as GitHub Pages does, and by `wezmux serve`. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, resolve } from "node:path";
import { createInterface } from "node:readline";

export const ROOT = resolve(import.meta.dirname, "../..");

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".png": "image/png",
};

/** Where the static server keeps the page, as a project page of GitHub Pages would. */
export const SUB_PATH = "/some/sub/path/";

/**
 * Serves what GitHub Pages would get.
 * @param {string} [root] where the page is
 * @param {RegExp} [folders] what there is of it beside index.html and sw.js
 */
export async function serveFiles(root = ROOT, folders = /^(www|pkg)\//) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://host").pathname);
    const inside = path.startsWith(SUB_PATH) ? normalize(path.slice(SUB_PATH.length) || "index.html") : "..";
    const allowed = inside === "index.html" || inside === "sw.js" || folders.test(inside);
    try {
      if (!allowed) throw new Error("not of the page");
      const body = await readFile(join(root, inside));
      response.writeHead(200, { "content-type": TYPES[extname(inside)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}${SUB_PATH}`,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** The program that the page is compared with. */
export function program() {
  const places = [process.env.WEZMUX, join(ROOT, "target/debug/wezmux"), join(ROOT, "target/release/wezmux")];
  const found = places.find((place) => place && existsSync(place));
  if (!found || (process.env.WEZMUX && found !== process.env.WEZMUX))
    throw new Error("no program: run `cargo build --features cli`, or set WEZMUX to its path");
  return found;
}

/** Serves the page as the program does. */
export async function serveProgram() {
  const child = spawn(program(), ["serve", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  // Also when a test that was given up never closes it.
  process.once("exit", () => child.kill());
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise((found, failed) => {
    const late = setTimeout(() => failed(new Error("`wezmux serve` did not say where")), 10_000);
    lines.once("line", (line) => {
      clearTimeout(late);
      found(line.trim());
    });
    child.once("exit", (status) => failed(new Error(`\`wezmux serve\` ended with ${status}`)));
  });
  return {
    url,
    async close() {
      const gone = new Promise((done) => child.once("exit", done));
      child.kill();
      await gone;
    },
  };
}
