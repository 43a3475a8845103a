/**
 * How long the page takes from a key press to the new preview and the new file, painted, and for how long it cannot
 * take the next key: `node benches/page/speed.mjs [presses]`. It needs tests/page's npm packages and a Chromium.
 *
 * In the file of this computer, which holds every domain, a label is typed: that is the most that one letter changes.
 */
import { launch } from "../../tests/page/browser.mjs";
import { serveFiles } from "../../tests/page/serve.mjs";

const PRESSES = Number(process.argv[2] ?? 60);

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
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))].toFixed(1).padStart(7);
  return `${at(0.5)} ${at(0.95)} ${at(1)}`;
};

const server = await serveFiles();
const browser = await launch();
console.log("milliseconds: median, 95th percentile, most");
try {
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
    await label.press("End");
    /** @type {{ shown: number, blocked: number }[]} */
    const times = [];
    for (let press = 0; press < PRESSES; press += 1) {
      // A letter and its end in turn, so that the label stays short enough to be seen.
      const key = press % 2 ? "Backspace" : "abcdefghij"[(press / 2) % 10];
      const words = press % 2 ? 'a label"' : `a label${key}"`;
      await page.evaluate(
        (wanted) => {
          Reflect.set(window, "seen", new Promise((done) => {
            let start = 0;
            let blocked = 0;
            addEventListener("keydown", (event) => (start = event.timeStamp), { capture: true, once: true });
            // After everyone else has heard of the letter.
            addEventListener("input", () => (blocked = performance.now() - start), { once: true });
            const code = /** @type {HTMLElement} */ (document.querySelector("#file code"));
            const image = /** @type {HTMLImageElement} */ (document.querySelector("#preview img"));
            const old = image.src;
            const look = () => {
              const there = start > 0 && image.src !== old && image.complete && [...code.querySelectorAll(".fresh")].some(({ textContent }) => textContent?.includes(wanted));
              if (!there) return void requestAnimationFrame(look);
              // The message comes when the frame is painted.
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => done({ shown: performance.now() - start, blocked });
              requestAnimationFrame(() => port2.postMessage(null));
            };
            look();
          }));
        },
        words,
      );
      await page.keyboard.press(key);
      times.push(await page.evaluate(() => Reflect.get(window, "seen")));
      await page.waitForTimeout(30);
    }
    console.log(`${String(count).padStart(5)} domains   shown ${percentiles(times.map(({ shown }) => shown))}   blocked ${percentiles(times.map(({ blocked }) => blocked))}`);
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
