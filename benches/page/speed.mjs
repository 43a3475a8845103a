/**
 * How long the page takes from a key press to the new preview and the new file, and for how long it cannot take the next
 * key: `benches/run.mjs page`. It needs a Chromium.
 *
 * In the file of this computer, which holds every domain, a label is typed: that is the most that one letter changes.
 * `shown` ends when the frame is painted that has both. Frames come 60 times a second, so half of one is waited for
 * whatever the page does; `worked` is the same without that wait: the key, the build, the views, layout and paint. The
 * page to compare with only puts the letter into a text, which is as fast as can be.
 */
import { launch } from "../../tests/page/browser.mjs";
import { serveFiles } from "../../tests/page/serve.mjs";

const PRESSES = 60;

/** Accents that differ, the same each time. */
const domains = (count) =>
  Array.from({ length: count }, (_, index) => ({
    name: `node-${index + 1}`,
    address: `10.${index >> 8}.${index & 255}.1`,
    accent: `#${((index * 10_368_889 + 0x404040) & 0xffffff).toString(16).padStart(6, "0")}`,
    username: "ubuntu",
    cwd: "/srv/projects",
  }));

/** @param {number[]} times */
const percentiles = (times) => {
  const sorted = times.toSorted((a, b) => a - b);
  return [0.5, 0.95, 1].map((part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]);
};

/** The 95th percentiles of the empty page. @type {Record<string, number>} */
const floor = {};

/** In the page: what becomes of the next key. @param {string} label what the label is then */
function watch(label) {
  const wanted = new RegExp(`${label}(?!\\w)`);
  const has = (selector) => [...document.querySelectorAll(selector)].some(({ textContent }) => wanted.test(textContent ?? ""));
  Reflect.set(window, "seen", new Promise((done) => {
    let start = 0;
    let blocked = 0;
    let framed = 0;
    addEventListener("keydown", (event) => (start = event.timeStamp), { capture: true, once: true });
    // After everyone else has heard of the letter.
    addEventListener("input", () => (blocked = performance.now() - start), { once: true });
    const look = () => {
      if (blocked > 0) framed ||= performance.now() - start;
      const there = blocked > 0 && has("#preview") && has("#file .fresh");
      if (!there) return void requestAnimationFrame(look);
      // The message comes when this frame is painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        const shown = performance.now() - start;
        done({ shown, worked: shown - (framed - blocked), blocked });
      };
      port2.postMessage(null);
    };
    requestAnimationFrame(look);
  }));
}

/**
 * @param {string} name
 * @param {import("playwright-core").Page} page
 * @param {import("playwright-core").Locator} field has "a label" in it
 */
async function measure(name, page, field) {
  await field.press("End");
  /** @type {{ shown: number, worked: number, blocked: number }[]} */
  const times = [];
  for (let press = 0; press < PRESSES; press += 1) {
    // A letter and its end in turn, so that the label stays short enough to be seen.
    const letter = "abcdefghij"[(press >> 1) % 10];
    await page.evaluate(watch, press % 2 ? "a label" : `a label${letter}`);
    await page.keyboard.press(press % 2 ? "Backspace" : letter);
    times.push(await page.evaluate(() => Reflect.get(window, "seen")));
    // Keys come at any time of a frame.
    await page.waitForTimeout(30 + (press * 7) % 17);
  }
  for (const key of /** @type {const} */ (["shown", "worked", "blocked"])) {
    const found = percentiles(times.map((each) => each[key]));
    floor[key] ??= found[1];
    const compared = found[1] === floor[key] ? [] : [(found[1] / floor[key]).toFixed(1), "an empty page"];
    const measured = `${found.map((time) => time.toFixed(1)).join(" / ")} ms`;
    console.log([`${name}, ${key} (median / 95 % / most)`, measured, ...compared].join("\t"));
  }
}

const server = await serveFiles();
const browser = await launch();
try {
  const empty = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await empty.setContent('<input value="a label"><p id="preview">a label</p><p id="file"><span class="fresh">a label</span></p>');
  await empty.evaluate(() => {
    const input = document.querySelector("input");
    input?.addEventListener("input", () => {
      for (const text of document.querySelectorAll("#preview, .fresh")) text.textContent = input.value;
    });
  });
  await measure("empty page", empty, empty.locator("input"));
  await empty.close();
  for (const count of [10, 100, 1000]) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript((text) => localStorage.setItem("wezmux.project", text), JSON.stringify({ domain: domains(count) }));
    await page.goto(server.url);
    await page.locator("#app").waitFor();
    await page.getByRole("button", { name: "wezterm.lua", exact: true }).click();
    await page.getByText("Badge", { exact: true }).click();
    page.setDefaultTimeout(20_000);
    const label = page.getByLabel("Label", { exact: true });
    await label.fill("a label");
    await page.waitForTimeout(1500);
    await measure(`${count} domains`, page, label);
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
