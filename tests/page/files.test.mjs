/** The files of many machines: searched, by keyboard alone, with their lines numbered; and a part that does not load. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LIMIT, NARROW, WIDE, axe, browser, choose, clipboard, field, files, mended, names, served, shownFile, shownText, soon } from "./driver.mjs";
import { serveFiles } from "./serve.mjs";

const many = JSON.stringify({ domain: Array.from({ length: 60 }, (_, index) => ({ name: `node-${index + 1}`, address: `10.0.0.${index + 1}`, accent: "#7dcfff" })) });
const withMany = { prepare: (context) => context.addInitScript((text) => localStorage.setItem("wezmux.project", text), many) };
const search = (page) => page.getByLabel("Search files");
const shown = (page) => files(page).getByRole("button").evaluateAll((all) => all.map((each) => each.getAttribute("aria-label")));
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  return element?.getAttribute("aria-label") || element?.id || element?.textContent;
});
const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
  return focused(page);
};

describe("the files of sixty machines", () => {
  const on = served(serveFiles);

  on("are found by machine, name and kind", async (page) => {
    await search(page).fill("node-7");
    await soon(async () => assert.deepEqual(await shown(page), ["setup.sh for node-7", "wezterm.lua for node-7", "wezterm-mux-server.service for node-7"]));
    await page.getByText("3 of 184").waitFor();
    await search(page).fill("INSTALLER node-5");
    await soon(async () => assert.deepEqual(await shown(page), ["node-5", ...Array.from({ length: 10 }, (_, index) => `node-5${index}`)].map((name) => `setup.sh for ${name}`)));
    await search(page).fill("this computer");
    await soon(async () => assert.deepEqual(await shown(page), ["wezterm.lua", "wezmux.lua", "CHEATSHEET.md", "wezmux.toml"]));
    await search(page).fill("nothing like that");
    await page.getByText("No file is like that.").waitFor();
    assert.deepEqual(await shown(page), []);
    // What stood there stays, and all come back.
    await shownFile(page).waitFor();
    await search(page).fill("");
    await soon(async () => assert.equal((await shown(page)).length, 184));
  }, withMany);

  on("stay found when a domain is renamed, and are all there when a few are left", async (page) => {
    await search(page).fill("node-1 unit");
    await soon(async () => assert.equal((await shown(page)).length, 11));
    await choose(page, "node-1");
    await field(page, "Name").fill("first");
    await soon(async () => assert.ok(await mended(page)));
    await soon(async () => assert.equal((await shown(page)).length, 10));
    await page.getByRole("button", { name: "Next steps" }).click();
    await search(page).waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Back to the files" }).click();
    await page.getByRole("button", { name: "Import" }).click();
    await page.getByLabel("Text to import").fill('[[domain]]\nname = "one"\naddress = "10.0.0.1"\naccent = "#e0af68"\n');
    await page.getByRole("dialog").getByRole("button", { name: "Import", exact: true }).click();
    await search(page).waitFor({ state: "hidden" });
    await soon(async () => assert.equal((await shown(page)).length, 7));
    assert.ok(await files(page).getByRole("button").evaluateAll((all) => all.every((each) => /** @type {HTMLElement} */ (each).tabIndex === 0)));
  }, withMany);

  on("are one stop for the Tab key, with arrows between them", async (page) => {
    await search(page).focus();
    assert.equal(await press(page, "Tab"), "wezterm.lua");
    assert.equal(await press(page, "Tab"), "Copy local config");
    assert.equal(await press(page, "Shift+Tab"), "wezterm.lua");
    assert.equal(await press(page, "ArrowRight", "ArrowRight"), "CHEATSHEET.md");
    assert.equal(await press(page, "ArrowDown"), "setup.sh for node-1");
    assert.equal(await press(page, "ArrowRight", "ArrowDown", "ArrowDown"), "wezterm.lua for node-3");
    assert.equal(await press(page, "ArrowUp"), "wezterm.lua for node-2");
    assert.equal(await press(page, "End"), "wezterm-mux-server.service for node-60");
    assert.equal(await press(page, "ArrowRight", "ArrowDown"), "wezterm-mux-server.service for node-60");
    await press(page, "Enter");
    await page.getByRole("region", { name: "Text of hosts/node-60/wezterm-mux-server.service" }).waitFor();
    // Back to where one was.
    assert.equal(await press(page, "Tab", "Shift+Tab"), "wezterm-mux-server.service for node-60");
    assert.equal(await press(page, "Home", "ArrowUp"), "files-text");
    await page.keyboard.type("node-7 setup");
    assert.equal(await press(page, "ArrowDown"), "setup.sh for node-7");
    await press(page, "ArrowUp", "Enter");
    await page.getByRole("region", { name: "Text of hosts/node-7/setup.sh" }).waitFor();
    // The stop follows the domain that one chooses.
    await search(page).fill("");
    await choose(page, "node-9");
    await page.getByRole("region", { name: "Text of hosts/node-9/setup.sh" }).waitFor();
    await search(page).focus();
    await soon(async () => assert.equal(await press(page, "Tab"), "setup.sh for node-9"));
  }, withMany);

  // The last one is what a wide window is at twice the size.
  for (const viewport of [WIDE, NARROW, { width: 640, height: 400 }])
    on(`pass axe: ${viewport.width} px`, async (page) => {
      const tab = page.getByRole("tab", { name: "Files" });
      if (await tab.isVisible()) await tab.click();
      await search(page).fill("node-7");
      await page.getByText("3 of 184").waitFor();
      await axe(page, "found");
      await search(page).fill("nothing like that");
      await page.getByText("No file is like that.").waitFor();
      await axe(page, "none");
    }, { ...withMany, viewport });

  on("points at the lines that changed", async (page) => {
    await field(page, "Accent").fill("#9ece6a");
    const fresh = page.locator(".l.fresh");
    await soon(async () => assert.match((await fresh.allTextContents()).join(""), /-- from #9ece6a/));
    await soon(async () => assert.ok((await fresh.count()) < 30));
  });

  on("keeps the kind of file in view when a domain is renamed", async (page) => {
    await files(page).getByRole("button", { name: "setup.sh for dev-server" }).click();
    await field(page, "Name").fill("dev");
    await soon(async () => assert.equal(await shownFile(page).getAttribute("aria-label"), "Text of hosts/dev/setup.sh"));
    await choose(page, "Staging");
    await soon(async () => assert.equal(await shownFile(page).getAttribute("aria-label"), "Text of hosts/staging/setup.sh"));
  });
});

describe("a file", () => {
  const on = served(serveFiles);

  on("has its lines numbered from the first to the last, also when some come or go", async (page) => {
    const lines = () => shownFile(page).locator(".l").count();
    /** Each number that is drawn, and how far below the first one its line stands, in lines. */
    const numbers = () => shownFile(page).locator(".part").evaluateAll((parts) => {
      const top = (/** @type {Element} */ element) => element.getBoundingClientRect().top;
      const height = Number.parseFloat(getComputedStyle(parts[0], "::before").lineHeight);
      return parts.flatMap((part) => {
        const drawn = getComputedStyle(part, "::before").content.match(/\d+/g) ?? [];
        return drawn.map((number, index) => [Number(number), (top(part.children[index]) - top(parts[0])) / height + 1]);
      });
    });
    const numbered = () => soon(async () => {
      const count = await lines();
      assert.ok(count > 110, `${count} lines`);
      const found = await numbers();
      assert.deepEqual(found.map(([number]) => number), Array.from({ length: count }, (_, index) => index + 1));
      for (const [number, place] of found) assert.ok(Math.abs(number - place) < 0.5, `the line ${number} stands at ${place}`);
    });
    await files(page).getByRole("button", { name: "wezterm.lua", exact: true }).click();
    await numbered();
    const before = await lines();
    await page.getByRole("button", { name: "Duplicate" }).click();
    await soon(async () => assert.equal(await field(page, "Name").inputValue(), "dev-server-1"));
    await field(page, "Address").fill("10.9.9.9");
    await soon(async () => assert.ok((await lines()) > before));
    await numbered();
    await page.getByRole("button", { name: "Remove dev-server-1" }).click();
    await soon(async () => assert.equal(await lines(), before));
    await numbered();
    // Lines that change at both ends of a file.
    await field(page, "Name").fill("renamed");
    await soon(async () => assert.match(await shownText(page), /renamed/));
    await numbered();
    assert.deepEqual(await shownFile(page).locator(".part").evaluateAll((parts) => parts.slice(0, -1).filter(({ textContent }) => textContent?.split("\n").length !== 51)), []);
  }, { viewport: { width: 1440, height: 20_000 } });

  on("is copied by hand as it is, without the numbers", async (page) => {
    await files(page).getByRole("button", { name: "wezterm.lua", exact: true }).click();
    await shownFile(page).locator("code").evaluate((code) => getSelection()?.selectAllChildren(code));
    await page.keyboard.press("ControlOrMeta+C");
    const text = await shownFile(page).evaluate((pre) => pre.textContent ?? "");
    assert.ok(text.length > 10_000);
    await soon(async () => assert.equal((await clipboard(page)).trimEnd(), text.trimEnd()));
  });
});

describe("a part that is loaded when it is asked for", () => {
  /** @type {string} */
  let url = "";
  served(async () => {
    const server = await serveFiles();
    url = server.url;
    return server;
  });

  for (const [button, part] of /** @type {const} */ ([["Download all", "zip.js"], ["Next steps", "nextsteps.js"], ["Compare wezterm.lua", "compare.js"]]))
    test(`says so when it does not come, and nothing is lost: ${button}`, LIMIT, async () => {
      const context = await browser.newContext({ viewport: WIDE, serviceWorkers: "block" });
      try {
        context.setDefaultTimeout(8000);
        const page = await context.newPage();
        await page.route(`**/${part}`, (route) => route.abort());
        await page.goto(url);
        await field(page, "Name").fill("mine");
        await soon(async () => assert.ok(await mended(page)));
        await page.getByRole("button", { name: button }).click();
        await page.getByRole("alert").filter({ hasText: "That could not be done" }).filter({ hasText: "reload the page" }).waitFor();
        assert.ok(await page.getByRole("button", { name: button }).isEnabled());
        assert.equal(await field(page, "Name").inputValue(), "mine");
        // What it says helps.
        await page.unroute(`**/${part}`);
        await page.reload();
        await page.getByRole("alert").filter({ hasText: "could not be done" }).waitFor({ state: "hidden" });
        await soon(async () => assert.ok((await names(page)).length === 3));
        assert.equal(await field(page, "Name").inputValue(), "mine");
        await page.getByRole("button", { name: button }).click();
        if (part === "nextsteps.js") await page.getByRole("region", { name: "Next steps" }).getByText("Download all files").waitFor();
        if (part === "compare.js") await page.getByLabel("Text to compare with").waitFor();
        if (part === "zip.js") await page.getByText(/^Downloaded \d+ files/).waitFor({ state: "attached" });
      } finally {
        await context.close();
      }
    });
});
