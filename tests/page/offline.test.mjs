/** The page without a network, and a newer page that comes while an old one is open. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { launch } from "./browser.mjs";
import { ROOT, serveFiles, serveProgram } from "./serve.mjs";

const LIMIT = { timeout: 60_000 };
const TOML = '[[domain]]\nname = "from-toml"\naddress = "10.0.0.9"\naccent = "teal"\n';

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => (browser = await launch()), { timeout: 30_000 });
after(() => browser?.close());

/** A visit that ends when everything is kept. */
async function visit(context, url) {
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  /** @type {string[]} */
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => complaints.push(message.text()));
  await page.goto(url);
  await page.locator("#app").waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  return { page, complaints };
}

/** Goes through what the page can do, of which the import loads what was not loaded before. */
async function useEverything(page) {
  await page.getByRole("button", { name: "Add domain" }).click();
  await page.getByRole("heading", { name: "host-1", level: 2 }).waitFor();
  await page.getByLabel("Name", { exact: true }).fill("added");
  await page.getByLabel("Address", { exact: true }).fill("10.9.9.9");
  await page.getByRole("button", { name: "setup.sh for added" }).click();
  await page.getByRole("region", { name: "Text of hosts/added/setup.sh" }).getByText("added").first().waitFor();
  await page.getByRole("img", { name: /^A terminal window/ }).waitFor();
  await page.getByRole("button", { name: "Share" }).click();
  await page.waitForFunction(() => /** @type {HTMLTextAreaElement} */ (document.getElementById("share-link"))?.value.includes("#1."));
  await page.keyboard.press("Escape");
  await importToml(page);
}

async function importToml(page) {
  await page.getByRole("button", { name: "Import", exact: true }).first().click();
  await page.getByLabel("Text to import").fill(TOML);
  await page.getByText("It has 1 domain: from-toml").waitFor();
  await page.locator("#importer").getByRole("button", { name: "Import", exact: true }).click();
  await page.getByRole("list", { name: "Domains, in the order" }).getByText("from-toml").waitFor();
}

for (const [name, serve] of /** @type {const} */ ([
  ["from files under a sub-path", () => serveFiles()],
  ["from `wezmux serve`", serveProgram],
]))
  test(`works without the server after one visit, ${name}`, LIMIT, async () => {
    const server = await serve();
    let closed = false;
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    try {
      const { page, complaints } = await visit(context, server.url);
      await server.close();
      closed = true;
      await page.reload();
      await page.locator("#app").waitFor();
      await useEverything(page);
      assert.ok(await page.locator("#newer").isHidden(), "nothing is newer");
      // Another tab, and an address with something behind it, as an app is started.
      const other = await context.newPage();
      await other.goto(`${server.url}?source=app`);
      await other.getByRole("list", { name: "Domains, in the order" }).getByText("from-toml").waitFor();
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
      if (!closed) await server.close();
    }
  });

/** A copy of the page that can be changed, with what makes a version of it. */
async function copy() {
  const root = await mkdtemp(join(tmpdir(), "wezmux-page-"));
  await mkdir(join(root, ".ci"));
  for (const part of [".ci/offline", "index.html", "sw.js", "www", "pkg"]) await cp(join(ROOT, part), join(root, part), { recursive: true });
  const change = async (file, from, to) => {
    const text = await readFile(join(root, file), "utf8");
    assert.ok(text.includes(from), `${file} has no ${from}`);
    await writeFile(join(root, file), text.replace(from, to));
  };
  return { root, change, release: () => promisify(execFile)(join(root, ".ci/offline")) };
}

test("a newer page says that it is there, and comes with the next load", LIMIT, async () => {
  const { root, change, release } = await copy();
  const server = await serveFiles(root);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const { page, complaints } = await visit(context, server.url);
    await page.getByLabel("Accent", { exact: true }).fill("teal");

    // One that is only half there is not taken.
    await change("index.html", "<h1 class=\"wordmark\">wezmux</h1>", "<h1 class=\"wordmark\">newer</h1>");
    await change("sw.js", 'version: "', 'version: "0');
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update().catch(() => {}));
    await page.waitForFunction(async () => !(await navigator.serviceWorker.ready).installing);
    assert.ok(await page.locator("#newer").isHidden());
    await page.reload();
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "wezmux");

    // What the newer one has in place of the reader would not work here.
    await change("pkg/reader.js", "export function open(", "export function reopened(");
    await release();
    await page.evaluate(async () => void (await navigator.serviceWorker.ready).update());
    await page.locator("#newer").waitFor();
    assert.match(await page.locator("#newer").innerText(), /A newer version of this page is here/);
    // The tab goes on with what it began with.
    await importToml(page);
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "wezmux");
    assert.deepEqual(complaints, []);
    await page.getByRole("button", { name: "Reload" }).click();
    await page.getByRole("heading", { level: 1, name: "newer" }).waitFor();
    assert.ok(await page.locator("#newer").isHidden());
    // What was done is still there, and of the old version nothing is once its tab is gone.
    await page.getByRole("list", { name: "Domains, in the order" }).getByText("from-toml").waitFor();
    await change("index.html", ">newer<", ">newest<");
    await release();
    await page.evaluate(async () => void (await navigator.serviceWorker.ready).update());
    await page.locator("#newer").waitFor();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "newest" }).waitFor();
    const versions = (await page.evaluate(() => caches.keys())).filter((name) => !name.endsWith(" tabs"));
    assert.ok(versions.length <= 2, `${versions}`);
  } finally {
    await context.close();
    await server.close();
    await rm(root, { recursive: true });
  }
});

test("sw.js is of this page", async () => {
  await promisify(execFile)(join(ROOT, ".ci/offline"), ["--check"]);
});

test("it can be installed", LIMIT, async () => {
  const server = await serveFiles();
  const page = await browser.newPage();
  try {
    await page.goto(server.url);
    await page.locator("#app").waitFor();
    const session = await page.context().newCDPSession(page);
    const { errors, url, data } = await session.send("Page.getAppManifest");
    assert.deepEqual(errors, []);
    assert.equal(url, `${server.url}www/wezmux.webmanifest`);
    const manifest = JSON.parse(data);
    const at = (path) => new URL(path, url).href;
    assert.deepEqual([at(manifest.start_url), at(manifest.scope)], [server.url, server.url]);
    for (const { src, type, sizes } of manifest.icons) {
      const answer = await fetch(at(src));
      assert.equal(answer.headers.get("content-type"), type, src);
      // The width and height of a PNG are its bytes 16 to 23.
      if (type === "image/png") {
        const bytes = new DataView(await answer.arrayBuffer());
        assert.equal(`${bytes.getUint32(16)}x${bytes.getUint32(20)}`, sizes, src);
      }
    }
    const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
    assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito"), []);
  } finally {
    await page.context().close();
    await server.close();
  }
});
