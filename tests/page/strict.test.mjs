/** What the page may not do, what it asks for, and what it says where it cannot run. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { firstLoad } from "../../.ci/weigh.mjs";
import { launch } from "./browser.mjs";
import { ROOT, serveFiles } from "./serve.mjs";

const LIMIT = { timeout: 60_000 };

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {{ url: string, close: () => Promise<void> }} */
let server;
before(async () => {
  browser = await launch();
  server = await serveFiles();
}, { timeout: 30_000 });
after(async () => {
  await browser?.close();
  await server?.close();
});

test("what is loaded at first is what is weighed", LIMIT, async () => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  try {
    const page = await context.newPage();
    /** @type {Set<string>} */
    const asked = new Set();
    page.on("request", (request) => {
      if (request.url().startsWith("http")) asked.add(request.url());
    });
    await page.goto(server.url);
    await page.locator("#app").waitFor();
    await page.waitForLoadState("networkidle");
    const weighed = firstLoad().map((path) => (path === "index.html" ? server.url : server.url + path));
    // Icons and the manifest are neither HTML nor CSS, JavaScript or WebAssembly.
    const found = [...asked].filter((url) => !/\.(?:svg|png|webmanifest)$/.test(url));
    assert.deepEqual(found.sort(), weighed.sort());
  } finally {
    await context.close();
  }
});

test("the page allows no inline script or style, and no other origin", async () => {
  const html = await readFile(join(ROOT, "index.html"), "utf8");
  const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1];
  assert.equal(
    policy,
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'",
  );
  assert.ok(!/\sstyle=|\son\w+=|<style|(?:src|href)="(?:\/|[a-z]+:)/.test(html));
});

test("the browser stops what the policy forbids", LIMIT, async () => {
  const page = await browser.newPage();
  try {
    await page.goto(server.url);
    await page.locator("#app").waitFor();
    const stopped = await page.evaluate(async () => {
      /** @type {string[]} */
      const stopped = [];
      document.addEventListener("securitypolicyviolation", (event) => stopped.push(event.effectiveDirective));
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      const style = document.createElement("style");
      style.textContent = "body { display: none }";
      document.body.append(script, style);
      document.body.setAttribute("onclick", "window.ran = true");
      document.body.click();
      await fetch("http://127.0.0.2/").catch(() => {});
      const image = document.createElement("img");
      image.src = "http://127.0.0.2/x.png";
      document.body.append(image);
      await new Promise((done) => setTimeout(done, 200));
      if ("ran" in window || getComputedStyle(document.body).display === "none") stopped.push("nothing");
      try {
        new Function("return 1")();
        stopped.push("no eval");
      } catch {
        // As it should be.
      }
      return [...new Set(stopped)].sort();
    });
    assert.deepEqual(stopped, ["connect-src", "img-src", "script-src-attr", "script-src-elem", "style-src-elem"]);
  } finally {
    await page.context().close();
  }
});

test("without JavaScript it says what it needs, in sight", LIMIT, async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    await page.goto(server.url);
    const words = page.locator("noscript p");
    assert.ok(await words.isVisible());
    assert.match(await words.innerText(), /with JavaScript and WebAssembly.*wezmux init/s);
  } finally {
    await context.close();
  }
});

test("without WebAssembly it says so", LIMIT, async () => {
  const context = await browser.newContext();
  try {
    await context.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
    const page = await context.newPage();
    await page.goto(server.url);
    await page.getByRole("alert").getByText("This browser has no WebAssembly").waitFor({ timeout: 8000 });
  } finally {
    await context.close();
  }
});
