/** Driving the page by role and label: a page of its own for each test, and the words for what stands on it. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { program } from "./serve.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 360, height: 740 };
export const LIMIT = { timeout: 60_000 };

/**
 * Checks until it holds: where making the files takes long, the page lets the typing go first.
 * @param {() => Promise<void>} check
 */
export async function soon(check) {
  for (let left = 40; ; left -= 1) {
    try {
      return await check();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

/** Pages that axe was let into: it styles elements of its own, which the page's policy forbids. */
const audited = new WeakSet();

/** Those of axe's rules that look at colours. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/** @type {import("playwright-core").Browser} */
export let browser;
before(async () => {
  program();
  browser = await launch();
}, { timeout: 30_000 });
after(() => browser?.close());

/**
 * Serves the page to the tests of a `describe`, and gives what makes such a test.
 * @param {() => Promise<{ url: string, close: () => Promise<void> }>} serve
 */
export function served(serve) {
  /** @type {{ url: string, close: () => Promise<void> }} */
  let server;
  before(async () => (server = await serve()), { timeout: 20_000 });
  after(() => server?.close());

  /**
   * A test with a page of its own, which must stay without complaint and without a foreign request.
   * @param {string} title
   * @param {(page: import("playwright-core").Page, context: import("playwright-core").BrowserContext) => Promise<void>} run
   * @param {import("playwright-core").BrowserContextOptions & { prepare?: (context: import("playwright-core").BrowserContext) => Promise<unknown> }} [options]
   */
  const on = (title, run, { prepare, ...options } = {}) =>
    test(title, LIMIT, async () => {
      const context = await browser.newContext({
        viewport: WIDE,
        reducedMotion: "reduce",
        permissions: ["clipboard-read", "clipboard-write"],
        ...options,
      });
      try {
        context.setDefaultTimeout(8000);
        // It would keep the whole page at each first visit; offline.test.mjs has it.
        await context.addInitScript(() => void Reflect.deleteProperty(Navigator.prototype, "serviceWorker"));
        await prepare?.(context);
        const page = await context.newPage();
        /** @type {string[]} */
        const complaints = [];
        const { origin } = new URL(server.url);
        page.on("console", (message) => {
          if (audited.has(page) && message.text().startsWith("Applying inline style")) return;
          complaints.push(`console ${message.type()}: ${message.text()}`);
        });
        page.on("pageerror", (error) => complaints.push(`error: ${error}`));
        // A page that is left, or loaded again, gives up what it still waits for.
        page.on("requestfailed", (request) => request.failure()?.errorText !== "net::ERR_ABORTED" && complaints.push(`failed: ${request.url()}`));
        page.on("response", (response) => response.status() >= 400 && complaints.push(`${response.status()}: ${response.url()}`));
        page.on("request", (request) => {
          const { protocol, origin: its } = new URL(request.url());
          if (its !== origin && protocol !== "data:" && protocol !== "blob:") complaints.push(`foreign: ${request.url()}`);
        });
        await page.goto(server.url);
        await page.getByRole("heading", { name: "Domains" }).or(page.getByRole("tab", { name: "Edit" })).first().waitFor();
        await run(page, context);
        assert.deepEqual(complaints, []);
      } finally {
        await context.close();
      }
    });
  return on;
}

/**
 * Fails when axe finds anything, in light or dark, or when the page is wider than the window.
 * @param {import("playwright-core").Page} page
 * @param {string} where
 */
export async function axe(page, where) {
  audited.add(page);
  // Until the page is loaded again.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  // Of lines it would see no more that a text scrolls.
  const locked = await page.evaluate(() =>
    [...document.querySelectorAll("pre")].filter((text) => text.tabIndex < 0 && (text.scrollHeight > text.clientHeight || text.scrollWidth > text.clientWidth)).length,
  );
  assert.equal(locked, 0, `${where}: a text that scrolls, which no key reaches`);
  // Of a text's lines that are made of the same kinds of words the first stands for all: axe would take twice as long. Their
  // colours depend on nothing but their classes.
  const rest = await page.evaluateHandle(() => [...document.querySelectorAll("pre")].flatMap((text) => {
    const seen = new Set();
    const { scrollTop, scrollLeft } = text;
    const restore = [...text.querySelectorAll("code :is(.l, .d)")].flatMap((line) => {
      const kinds = [line, ...line.querySelectorAll("*")].map((each) => {
        const words = [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim());
        return [each.tagName, each.className, each.getAttribute("style"), words].join(" ");
      });
      const made = [...new Set(kinds)].sort().join("|");
      if (!seen.has(made)) return seen.add(made) && [];
      const place = document.createComment("");
      line.replaceWith(place);
      return [() => place.replaceWith(line)];
    });
    return [...restore, () => text.scrollTo(scrollLeft, scrollTop)];
  }));
  const find = (/** @type {string[]} */ ...only) => page.evaluate(async (options) => {
    const { violations } = await /** @type {any} */ (window).axe.run(options);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`));
  }, { preload: false, resultTypes: ["violations"], ...(only.length > 0 && { runOnly: only }) });
  assert.deepEqual(await find(), [], where);
  // What glows goes on in the colours that it began with.
  await page.evaluate(() => document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime !== Infinity).forEach((each) => each.finish()));
  await page.emulateMedia({ colorScheme: "dark" });
  assert.deepEqual(await find(...OF_COLOURS), [], `${where}, dark`);
  await page.emulateMedia({ colorScheme: "light" });
  await rest.evaluate((each) => each.forEach((restore) => restore()));
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wider <= 0, `${where}: ${wider} px wider than the window`);
}

export const rows = (page) => page.getByRole("list", { name: "Domains, in the order" }).locator(".title");
export const names = (page) => rows(page).allTextContents();
export const choose = (page, title) => page.getByRole("list", { name: "Domains, in the order" }).getByRole("button", { name: title }).first().click();
export const field = (page, label) => page.getByLabel(label, { exact: true });
export const preview = (page) => page.getByRole("img", { name: /^A terminal window/ });
export const shownFile = (page) => page.getByRole("region", { name: /^Text of / });
/** The form of a domain that was just added has come, with its name to be typed over. */
export const begun = (page, name) => soon(async () => assert.deepEqual(await field(page, "Name").evaluate((input) => [input.value, getSelection()?.toString()]), [name, name]));
/** The file's text, as it is. */
export const shownText = (page) => shownFile(page).evaluate((pre) => pre.textContent ?? "");
/** A mistake has come to its field. */
export const wrong = (page) => page.locator("[aria-invalid=true]:visible").first().waitFor();
export const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
export const files = (page) => page.getByRole("navigation", { name: "Files by machine" });
export const mended = async (page) => (await page.getByRole("heading", { name: /things? to (fix|fill in)/ }).count()) === 0;
/** What a screen reader says beneath a field. */
export const described = async (page, label) => {
  const id = await field(page, label).getAttribute("aria-describedby");
  return (await page.locator(`#${id}`).innerText()).replace(/\s+/g, " ").trim();
};
export const paste = async (page, text) => {
  await page.evaluate((value) => navigator.clipboard.writeText(value), text);
  await page.keyboard.press("ControlOrMeta+V");
};
/** What the window is drawn from. */
export const drawing = (page) => preview(page).evaluate((svg) => new XMLSerializer().serializeToString(svg));
/** Colours of the window as the browser shows it. */
export const colors = async (page) =>
  page.evaluate(async (shot) => {
    const image = Object.assign(new Image(), { src: `data:image/png;base64,${shot}` });
    await image.decode();
    const { width, height } = image;
    const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0, width, height);
    const at = (x, y) => `#${[...context.getImageData(x, y, 1, 1).data.slice(0, 3)].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
    return { badge: at(width - 12, 3), tab: at(14, 7), ground: at(width - 12, height - 12) };
  }, (await preview(page).screenshot()).toString("base64"));
