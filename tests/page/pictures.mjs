/**
 * Makes the pictures that are committed, from the page and its icon: `node tests/page/pictures.mjs` writes www/icons/
 * and the two of the README; `icons` or `readme` behind it only those. It needs pngquant. Run .ci/offline after icons.
 */
import { execFileSync } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { ROOT, serveFiles } from "./serve.mjs";

const only = process.argv[2];

/**
 * A third of the bytes, and nobody sees which.
 * @param {string} path
 */
const squeeze = (path) => execFileSync("pngquant", ["--force", "--ext", ".png", "--quality", "70-98", "--speed", "1", path]);

const browser = await launch();

async function icons() {
  const folder = join(ROOT, "www/icons");
  await mkdir(folder, { recursive: true });
  const svg = (await readFile(join(ROOT, "www/favicon.svg"), "utf8")).replace(/^<svg /, '<svg style="display:block" ');
  // Systems cut a maskable one to their own shape: what counts is in the middle 80 % (W3C, Web Application Manifest).
  for (const [name, size, part, ground] of /** @type {const} */ ([["192", 192, 1, ""], ["512", 512, 1, ""], ["maskable", 512, 0.7, "#140d1e"]])) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const inner = Math.round(size * part);
    await page.setContent(`<body style="margin:0;display:grid;place-items:center;height:100vh;background:${ground || "transparent"}"><div style="width:${inner}px">${svg}</div>`);
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path, omitBackground: true });
    squeeze(path);
    await page.close();
  }
}

async function readme() {
  const server = await serveFiles();
  try {
    for (const scheme of /** @type {const} */ (["light", "dark"])) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: scheme, reducedMotion: "reduce" });
      await page.goto(server.url);
      await page.locator("#app").waitFor();
      if (scheme === "light") await page.getByRole("list", { name: "Domains, in the order" }).getByRole("button", { name: "Staging" }).first().click();
      await page.waitForTimeout(300);
      const path = join(ROOT, `examples/page-${scheme}.png`);
      await page.screenshot({ path });
      squeeze(path);
      await page.close();
    }
  } finally {
    await server.close();
  }
}

try {
  if (only !== "readme") await icons();
  if (only !== "icons") await readme();
} finally {
  await browser.close();
}
