/** Changing several domains at once. */
import assert from "node:assert/strict";
import { describe } from "node:test";
import { NARROW, axe, choose, field, mended, names, served, soon } from "./driver.mjs";
import { serveFiles } from "./serve.mjs";

const select = (page, title) => page.getByLabel(`Select ${title}`, { exact: true });
const selecting = (page) => page.getByRole("button", { name: "Select", exact: true });
const dialog = (page) => page.getByRole("dialog", { name: /^Change \d/ });
const group = (page) => page.getByRole("group", { name: "Selected domains" });
const many = JSON.stringify({
  defaults: { tags: ["all"] },
  domain: Array.from({ length: 60 }, (_, index) => ({ name: `node-${index + 1}`, address: `10.0.0.${index + 1}`, accent: "#7dcfff", ...(index % 2 && { tags: ["odd", "eu"] }) })),
});
const withMany = { prepare: (context) => context.addInitScript((text) => { if (!localStorage.length) localStorage.setItem("wezmux.project", text); }, many) };
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
    await dialog(page).getByText(/^username/).waitFor();
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

  for (const colorScheme of /** @type {const} */ (["light", "dark"]))
    for (const viewport of [undefined, NARROW])
      on(`pass axe: ${colorScheme}, ${viewport ? "narrow" : "wide"}`, async (page) => {
        const tab = page.getByRole("tab", { name: "Domains" });
        if (await tab.isVisible()) await tab.click();
        await selecting(page).click();
        await axe(page, "none selected");
        await select(page, "node-3").click();
        await axe(page, "one selected");
        await page.getByRole("button", { name: "Change 1 domain" }).click();
        await dialog(page).getByLabel("What").selectOption("Stops");
        await dialog(page).getByLabel("Stops", { exact: true }).fill("99");
        await axe(page, "changing");
      }, { colorScheme, ...withMany, ...(viewport && { viewport }) });
});

describe("three hundred domains", () => {
  const on = served(serveFiles);
  const toml = Array.from({ length: 300 }, (_, index) => `[[domain]]\nname = "n-${index}"\naddress = "10.0.${index >> 8}.${index & 255}"\naccent = "#${((index * 7919 * 31) & 0xffffff).toString(16).padStart(6, "0")}"\n`).join("\n");

  on("are imported, and drawn only where they are seen", async (page) => {
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.getByLabel("Text of the project file").evaluate((/** @type {HTMLTextAreaElement} */ area, value) => {
      area.value = value;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }, toml);
    await page.getByRole("dialog").getByRole("button", { name: "Import", exact: true }).click();
    await soon(async () => assert.equal((await names(page)).length, 300));
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
