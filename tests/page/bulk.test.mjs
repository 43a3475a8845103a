/** Changing several domains at once. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LIMIT, NARROW, WIDE, axe, browser, choose, field, mended, names, served, soon } from "./driver.mjs";
import { serveFiles } from "./serve.mjs";

const select = (page, title) => page.getByLabel(`Select ${title}`, { exact: true });
const selecting = (page) => page.getByRole("button", { name: "Select", exact: true });
const dialog = (page) => page.getByRole("dialog", { name: /^Change \d/ });
const group = (page) => page.getByRole("group", { name: "Selected domains" });
const many = {
  defaults: { tags: ["all"] },
  domain: Array.from({ length: 60 }, (_, index) => ({ name: `node-${index + 1}`, address: `10.0.0.${index + 1}`, accent: "#7dcfff", ...(index % 2 && { tags: ["odd", "eu"] }) })),
};
const withThese = (project) => ({ prepare: (context) => context.addInitScript((text) => { if (!localStorage.length) localStorage.setItem("wezmux.project", text); }, JSON.stringify(project)) });
const withMany = withThese(many);
const kept = (page) => page.evaluate(() => JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith("wezmux.project."))[1]).project);

describe("several domains at once", () => {
  const on = served(serveFiles);

  on("get a field, in one step that can be undone", async (page) => {
    await selecting(page).click();
    await select(page, "Dev Server").check();
    await select(page, "Workstation").check();
    await group(page).getByText("2 selected").waitFor();
    await group(page).getByRole("button", { name: "Change 2 domains" }).click();
    await dialog(page).getByLabel("What").selectOption("User name");
    const user = dialog(page).getByLabel("User name", { exact: true });
    await user.fill("two words");
    await dialog(page).getByText(/^User name two words/).waitFor();
    assert.ok(await dialog(page).getByRole("button", { name: "Change" }).isDisabled());
    await user.fill("deploy");
    await dialog(page).getByText("It replaces what 1 of them has of their own.").waitFor();
    await user.press("Enter");
    await page.getByText("Changed username of 2 domains.").first().waitFor();
    const users = async () => (await kept(page)).domain.map(({ username }) => username);
    await soon(async () => assert.deepEqual(await users(), ["deploy", undefined, "deploy"]));
    await page.getByRole("button", { name: "Undo: Changed username of 2 domains." }).click();
    await soon(async () => assert.deepEqual(await users(), [undefined, undefined, "dev"]));
    assert.ok(await page.getByRole("button", { name: "Nothing to undo" }).isDisabled());
    // Left empty, all have what the defaults say.
    await page.getByRole("button", { name: "Change 2 domains" }).click();
    await dialog(page).getByLabel("What").selectOption("User name");
    await dialog(page).getByText("Left empty, they have what the defaults say.").waitFor();
    await dialog(page).getByRole("button", { name: "Change" }).click();
    await soon(async () => assert.deepEqual(await users(), [undefined, undefined, undefined]));
    assert.ok(await mended(page));
  });

  on("are selected by range, by search, and all together", async (page) => {
    await selecting(page).click();
    await select(page, "node-3").click();
    await select(page, "node-7").click({ modifiers: ["Shift"] });
    await group(page).getByText("5 selected").waitFor();
    await select(page, "node-5").click();
    await group(page).getByText("4 selected").waitFor();
    await page.getByLabel("Search domains").fill("node-1");
    const all = group(page).getByLabel(/^Select all 11 that are shown/);
    await all.check();
    // Those that the search hides stay selected.
    await group(page).getByText("15 selected").waitFor();
    await all.uncheck();
    await group(page).getByText("4 selected").waitFor();
    await page.getByLabel("Search domains").fill("");
    await group(page).getByLabel(/^Select all 60 that are shown/).check();
    await group(page).getByText("60 selected").waitFor();
    // All in one line, however many they are.
    assert.ok(((await group(page).boundingBox())?.height ?? 99) < 60);
    await page.keyboard.press("Escape");
    await group(page).waitFor({ state: "hidden" });
    assert.ok(await selecting(page).evaluate((button) => button === document.activeElement));
  }, withMany);

  on("get and lose tags, and keep the others", async (page) => {
    await page.getByLabel("Search domains").fill("odd");
    await selecting(page).click();
    await group(page).getByLabel(/^Select all 30 that are shown/).check();
    await page.getByLabel("Search domains").fill("");
    await select(page, "node-1").check();
    const tags = async () => (await kept(page)).domain.slice(0, 3).map((domain) => domain.tags?.join());
    const open = () => group(page).getByRole("button", { name: "Change 31 domains" }).click();
    await open();
    await dialog(page).getByLabel("What").selectOption("Add tags");
    assert.ok(await dialog(page).getByRole("button", { name: "Change" }).isDisabled());
    await dialog(page).getByLabel("Tags", { exact: true }).fill("w b");
    await dialog(page).getByText(/tags/).last().waitFor();
    await soon(async () => assert.ok(await dialog(page).getByRole("button", { name: "Change" }).isDisabled()));
    await dialog(page).getByLabel("Tags", { exact: true }).fill("web, eu");
    await dialog(page).getByRole("button", { name: "Change" }).click();
    await soon(async () => assert.deepEqual(await tags(), ["all,web,eu", "odd,eu,web", undefined]));
    await open();
    await dialog(page).getByLabel("What").selectOption("Take tags away");
    await dialog(page).getByLabel("Tags", { exact: true }).fill("eu, odd, web, all");
    await dialog(page).getByRole("button", { name: "Change" }).click();
    await soon(async () => assert.deepEqual(await tags(), ["", "", undefined]));
    await page.keyboard.press("ControlOrMeta+z");
    await page.keyboard.press("ControlOrMeta+z");
    await soon(async () => assert.deepEqual(await tags(), [undefined, "odd,eu", undefined]));
    assert.ok(await mended(page));
  }, withMany);

  on("are refused a value that one of them cannot have, and that one is named", async (page) => {
    await selecting(page).click();
    for (const title of ["node-1", "node-2", "node-3"]) await select(page, title).check();
    await page.getByRole("button", { name: "Change 3 domains" }).click();
    await dialog(page).getByLabel("What").selectOption("Tabs");
    const tabs = dialog(page).getByLabel("Tabs", { exact: true });
    await tabs.fill("4");
    await dialog(page).getByText("Tabs are counted, and listed in tab as well").waitFor();
    await dialog(page).getByText("That is so at node-2.").waitFor();
    assert.equal(await tabs.getAttribute("aria-invalid"), "true");
    const accept = dialog(page).getByRole("button", { name: "Change", exact: true });
    assert.ok(await accept.isDisabled());
    await tabs.press("Enter");
    assert.ok(await dialog(page).isVisible());
    // What is wrong with a value itself is said once.
    await tabs.fill("many");
    await dialog(page).getByText(/^Tabs must be a whole number/).waitFor();
    assert.equal(await dialog(page).getByText(/^That is so/).count(), 0);
    await tabs.fill("4");
    await dialog(page).getByRole("button", { name: "Leave it out" }).click();
    await dialog(page).getByRole("heading", { name: "Change 2 domains" }).waitFor();
    await accept.click();
    await soon(async () => assert.deepEqual((await kept(page)).domain.map((domain) => domain.tabs), [4, undefined, 4]));
    assert.ok(await mended(page));
  }, withThese({ domain: [1, 2, 3].map((number) => ({ name: `node-${number}`, address: `10.0.0.${number}`, accent: "#7dcfff", ...(number === 2 && { tab: [{ title: "logs" }] }) })) }));

  on("are not changed where nothing would change, and an old mistake of one is no hindrance", async (page) => {
    await selecting(page).click();
    await select(page, "heir").check();
    await select(page, "own").check();
    const open = async (what) => {
      await page.getByRole("button", { name: "Change 2 domains" }).click();
      await dialog(page).getByLabel("What").selectOption(what);
    };
    const accept = dialog(page).getByRole("button", { name: "Change", exact: true });
    await open("Appearance");
    await dialog(page).getByText("All of them have what the defaults say.").waitFor();
    assert.ok(await accept.isDisabled());
    await dialog(page).getByLabel("What").selectOption("Take tags away");
    await dialog(page).getByLabel("Tags", { exact: true }).fill("db");
    await dialog(page).getByText("None of them has these tags.").waitFor();
    assert.ok(await accept.isDisabled());
    // One whose tags are those of the defaults goes on having those.
    await dialog(page).getByLabel("Tags", { exact: true }).fill("web");
    await accept.click();
    await page.getByText("Changed tags of 1 domain.").waitFor();
    await soon(async () => assert.deepEqual((await kept(page)).domain.map(({ tags }) => tags), [undefined, ["not good"]]));
    await open("Add tags");
    await dialog(page).getByLabel("Tags", { exact: true }).fill("all");
    await accept.click();
    await soon(async () => assert.deepEqual((await kept(page)).domain.map(({ tags }) => tags), [undefined, ["not good", "all"]]));
    await open("Take tags away");
    await dialog(page).getByLabel("Tags", { exact: true }).fill("not good");
    await accept.click();
    await soon(async () => assert.deepEqual((await kept(page)).domain.map(({ tags }) => tags), [undefined, ["all"]]));
    // It is said once to those who hear the page.
    assert.equal(await page.getByRole("status").filter({ hasText: "Changed tags" }).count(), 1);
  }, withThese({ defaults: { tags: ["all"] }, domain: [{ name: "heir", address: "10.0.0.1", accent: "#7dcfff" }, { name: "own", address: "10.0.0.2", accent: "#e0af68", tags: ["web", "not good"] }] }));

  on("are selected with a finger beside the box, and with the arrow keys", async (page) => {
    await selecting(page).click();
    await select(page, "node-2").waitFor();
    const corner = async (title) => {
      const row = await page.getByRole("listitem").filter({ has: select(page, title) }).boundingBox();
      return /** @type {const} */ ([(row?.x ?? 0) + 3, (row?.y ?? 0) + 3]);
    };
    await page.mouse.click(...(await corner("node-2")));
    await page.keyboard.down("Shift");
    await page.mouse.click(...(await corner("node-4")));
    await page.keyboard.up("Shift");
    await group(page).getByText("3 selected").waitFor();
    assert.equal(await page.evaluate(() => getSelection()?.toString()), "");
    await select(page, "node-4").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    assert.ok(await select(page, "node-5").isChecked());
    for (let up = 0; up < 4; up += 1) await page.keyboard.press("ArrowUp");
    assert.ok(await select(page, "node-1").evaluate((box) => box === document.activeElement));
    await page.keyboard.press("ArrowUp");
    assert.ok(await page.getByRole("button", { name: /^Everything/ }).evaluate((button) => button === document.activeElement));
  }, withMany);

  test("wait for the network where that part cannot be loaded, and say so", LIMIT, async () => {
    const { url, close } = await serveFiles();
    const context = await browser.newContext({ viewport: WIDE, serviceWorkers: "block" });
    try {
      context.setDefaultTimeout(8000);
      const page = await context.newPage();
      await page.route(/bulk\.js/, (route) => route.abort());
      await page.goto(url);
      await selecting(page).click();
      await page.getByRole("alert").getByText(/^That could not be done/).waitFor();
      await page.unroute(/bulk\.js/);
      await soon(async () => {
        await selecting(page).click();
        await select(page, "Staging").waitFor({ timeout: 500 });
      });
      assert.ok(await page.getByRole("alert").getByText(/^That could not be done/).isHidden());
    } finally {
      await context.close();
      await close();
    }
  });

  on("are removed, and brought back where they were", async (page) => {
    await choose(page, "node-4");
    await selecting(page).click();
    for (const title of ["node-2", "node-4", "node-60"]) await select(page, title).check();
    await group(page).getByRole("button", { name: "Remove 3 domains" }).click();
    await soon(async () => assert.deepEqual((await names(page)).slice(0, 3), ["node-1", "node-3", "node-5"]));
    assert.equal(await field(page, "Name").inputValue(), "node-5");
    // Also after something else was changed.
    await field(page, "Name").fill("five");
    await page.getByRole("button", { name: "Undo: bring back 3 domains" }).click();
    await soon(async () => assert.deepEqual((await names(page)).slice(0, 5), ["node-1", "node-2", "node-3", "node-4", "five"]));
    assert.equal((await names(page)).at(-1), "node-60");
  }, withMany);

  for (const viewport of [WIDE, NARROW])
    on(`pass axe: ${viewport.width} px`, async (page) => {
      const tab = page.getByRole("tab", { name: "Domains" });
      if (await tab.isVisible()) await tab.click();
      await selecting(page).click();
      await select(page, "node-3").waitFor();
      await axe(page, "none selected");
      await select(page, "node-3").click();
      await axe(page, "one selected");
      await page.getByRole("button", { name: "Change 1 domain" }).click();
      await dialog(page).getByLabel("What").selectOption("Stops");
      await dialog(page).getByLabel("Stops", { exact: true }).fill("99");
      await axe(page, "changing");
    }, { ...withMany, viewport });
});

describe("three hundred domains", () => {
  const on = served(serveFiles);
  const toml = Array.from({ length: 300 }, (_, index) => `[[domain]]\nname = "n-${index}"\naddress = "10.0.${index >> 8}.${index & 255}"\naccent = "#${((index * 7919 * 31) & 0xffffff).toString(16).padStart(6, "0")}"\n`).join("\n");

  on("are imported, and drawn only where they are seen", async (page) => {
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.getByLabel("Text to import").evaluate((/** @type {HTMLTextAreaElement} */ area, value) => {
      area.value = value;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }, toml);
    await page.evaluate(() => new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) document.body.dataset.longest = String(Math.max(duration, Number(document.body.dataset.longest ?? 0)));
    }).observe({ type: "longtask" }));
    await page.getByRole("dialog").getByRole("button", { name: "Import", exact: true }).click();
    await soon(async () => assert.equal((await names(page)).length, 300));
    // A quarter of a second on a machine with nothing else to do; three seconds when each row was laid out.
    const longest = async () => Number(await page.evaluate(() => document.body.dataset.longest));
    await soon(async () => assert.ok((await longest()) > 0));
    assert.ok((await longest()) < 1500, `the page stood still for ${await longest()} ms`);
    await page.getByRole("button", { name: /^Everything/ }).click();
    const gallery = page.getByRole("list", { name: "How the domains look" });
    const drawn = gallery.locator("img:visible");
    await soon(async () => assert.ok((await drawn.count()) > 2));
    assert.ok((await drawn.count()) < 30, `${await drawn.count()} are drawn`);
    await gallery.getByRole("button", { name: "n-299", exact: true }).scrollIntoViewIfNeeded();
    await soon(async () => assert.match(decodeURIComponent(await gallery.locator("li").last().locator("img").getAttribute("src") ?? ""), /<title>n-299<\/title>/));
    assert.ok((await gallery.locator("img[src]").count()) < 60);
  });
});
