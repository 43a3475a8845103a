/** The form: a control for every field that the core reads, and the tabs of a host one by one. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe } from "node:test";
import { NARROW, axe, choose, field, files, mended, served, shownFile, soon } from "./driver.mjs";
import { ROOT, serveFiles } from "./serve.mjs";

const source = await readFile(join(ROOT, "src/project.rs"), "utf8");
/** The fields that the project's reader has for a table. */
const fieldsOf = (/** @type {string} */ table) => {
  const [, body] = new RegExp(`    ${table} \\{\\n([^]*?)\\n    \\}`).exec(source) ?? [];
  return [...body.matchAll(/^ {8}(\w+): [\w<>]+ = \w+,$/gm)].map(([, name]) => name);
};
const shown = (page, selector) => page.locator(`${selector} [data-field]`).evaluateAll((all) => all.map((each) => each.dataset.field));
const openAll = (page) => page.locator("#form details.group").evaluateAll((all) => all.forEach((each) => each.setAttribute("open", "")));
const toml = async (page) => {
  await files(page).getByRole("button", { name: /^wezmux\.toml/ }).click();
  return (await shownFile(page).evaluate((pre) => pre.textContent)) ?? "";
};
const openTabs = async (page) => {
  await page.locator("summary").getByText("Tabs", { exact: true }).click();
  await page.getByRole("button", { name: "List the tabs" }).click();
};
const tab = (page, name) => page.getByRole("group", { name, exact: true });

describe("the form", () => {
  const on = served(serveFiles);

  on("has a control for every field of the project file, with its default in it", async (page) => {
    const domain = fieldsOf("DomainEntry");
    assert.ok(domain.length > 20 && domain.includes("production"));
    await openAll(page);
    await page.getByRole("button", { name: "List the tabs" }).click();
    const own = await shown(page, "#form");
    const inTab = await shown(page, "#form .tabs");
    assert.deepEqual(inTab.sort(), fieldsOf("TabEntry").sort());
    const all = own.slice();
    for (const each of inTab) all.splice(all.lastIndexOf(each), 1);
    assert.deepEqual(all.sort(), domain.filter((each) => each !== "tab").sort());

    await page.getByRole("button", { name: /^Everything/ }).click();
    const form = await shown(page, "#form");
    const expected = [...domain.filter((each) => !["name", "address", "accent", "label", "key", "tab"].includes(each)), ...fieldsOf("LocalEntry"), ...fieldsOf("KeysEntry")];
    assert.deepEqual(form.sort(), expected.sort());

    // What counts when nothing is typed stands in the field.
    await choose(page, "Workstation");
    await openAll(page);
    await page.getByRole("button", { name: "List the tabs" }).click();
    for (const each of await page.locator("#form [data-field]").all()) {
      const name = await each.getAttribute("data-field");
      if (["name", "address", "accent", "tags"].includes(name ?? "")) continue;
      const words = await each.locator("input, select").last().evaluate((input) => (input instanceof HTMLSelectElement ? input.options[0].text : (/** @type {HTMLInputElement} */ (input)).placeholder));
      assert.ok(words !== "" && words !== "default", `${name} shows no default`);
      assert.ok(await each.locator("label").count(), `${name} has no label`);
    }
  });

  on("lists the tabs of a host, with panes, in an order", async (page) => {
    await openTabs(page);
    await tab(page, "Tab 1").getByLabel("Title").fill("edit");
    await page.getByRole("button", { name: "Add a tab or pane" }).click();
    assert.ok(await tab(page, "Tab 2").getByLabel("Title").evaluate((input) => input === document.activeElement));
    await tab(page, "Tab 2").getByLabel("Title").fill("logs");
    await tab(page, "Tab 2").getByLabel("Folder of the tab").fill("/var/log");
    await tab(page, "Tab 2").getByLabel("Command").fill("journalctl -f");
    await page.getByRole("button", { name: "Add a tab or pane" }).click();
    await tab(page, "Tab 3").getByLabel("Opens as").selectOption("right");
    await tab(page, "Pane in tab 2").getByLabel("Command").fill("htop");
    await soon(async () => assert.ok(await mended(page)));
    await soon(async () => assert.match(await toml(page), /\[\[domain\.tab\]\]\ntitle = "edit"\n\n\[\[domain\.tab\]\]\ntitle = "logs"\ncwd = "\/var\/log"\ncommand = "journalctl -f"\n\n\[\[domain\.tab\]\]\ncommand = "htop"\nsplit = "right"/));
    await files(page).getByRole("button", { name: "wezterm.lua for dev-server" }).click();
    await soon(async () => assert.match((await shownFile(page).evaluate((pre) => pre.textContent)) ?? "", /journalctl -f/));
    await page.getByRole("button", { name: "Move tab 2 up" }).click();
    // At the end of the list the focus stays in the row.
    assert.ok(await page.getByRole("button", { name: "Remove tab 1" }).evaluate((button) => button === document.activeElement));
    await soon(async () => assert.match(await toml(page), /title = "logs"[^]*title = "edit"/));
    await page.getByRole("button", { name: "Undo: moving a tab of Dev Server" }).click();
    await soon(async () => assert.match(await toml(page), /title = "edit"[^]*title = "logs"/));
    for (const name of ["Remove tab 1", "Remove tab 1", "Remove pane without a tab, number 1"]) await page.getByRole("button", { name }).click();
    await soon(async () => assert.doesNotMatch(await toml(page), /domain\.tab/));
    await page.getByText("In place of a number").waitFor();
  });

  on("says beside a tab's field what is wrong, and leads there", async (page) => {
    await openTabs(page);
    await tab(page, "Tab 1").getByLabel("Folder of the tab").fill("relative");
    await tab(page, "Tab 1").getByText(/^cwd relative/).waitFor();
    await choose(page, "Staging");
    await page.getByRole("button", { name: /cwd relative/ }).click();
    await page.getByRole("heading", { name: "Dev Server", level: 2 }).waitFor();
    await soon(async () => assert.ok(await tab(page, "Tab 1").getByLabel("Folder of the tab").evaluate((input) => input === document.activeElement)));
    await tab(page, "Tab 1").getByLabel("Folder of the tab").fill("");
    await tab(page, "Tab 1").getByLabel("Opens as").selectOption("bottom");
    await page.getByText("split needs a tab before it, but this is the first").first().waitFor();
    await page.getByLabel("Opens as").selectOption("");
    await field(page, "Tabs").fill("4");
    await page.getByText("tabs are counted, and listed in tab as well").first().waitFor();
  });

  on("says in a folded group what is so, in words that stand alone", async (page) => {
    const badge = page.locator("summary").filter({ hasText: "Badge" });
    await badge.getByText("Dev Server · md_server", { exact: true }).waitFor();
    await badge.click();
    await field(page, "Production").selectOption("true");
    await badge.click();
    await badge.getByText("Dev Server · md_server · production", { exact: true }).waitFor();
    // The words of all groups stand in one column.
    const left = await page.locator(".gist").evaluateAll((all) => all.map((each) => Math.round(each.getBoundingClientRect().left)));
    assert.ok(left.length > 3 && new Set(left).size === 1, String(left));
  });

  on("counts tabs, or lists them, of all domains too", async (page) => {
    await page.getByRole("button", { name: /^Everything/ }).click();
    assert.equal(await page.getByLabel("Tabs", { exact: true }).first().inputValue(), "3");
    await page.getByRole("button", { name: "List the tabs" }).click();
    await tab(page, "Tab 1").getByLabel("Command").fill("top");
    await soon(async () => assert.ok(await mended(page)));
    const text = await toml(page);
    assert.match(text, /\[\[defaults\.tab\]\]\ncommand = "top"/);
    assert.doesNotMatch(text, /\[defaults\][^[]*tabs = /);
    await choose(page, "Staging");
    await page.locator("summary").getByText("1 listed").waitFor();
    await page.getByRole("button", { name: "Undo: tab of all domains" }).click();
    await page.getByRole("button", { name: "Undo: adding a tab of all domains" }).click();
    assert.ok(await page.getByRole("button", { name: "Nothing to undo" }).isDisabled());
  });

  for (const colorScheme of /** @type {const} */ (["light", "dark"]))
    for (const viewport of [undefined, NARROW])
      on(`passes axe: ${colorScheme}, ${viewport ? "narrow" : "wide"}`, async (page) => {
        await openAll(page);
        await page.getByRole("button", { name: "List the tabs" }).click();
        await page.getByRole("button", { name: "Add a tab or pane" }).click();
        await tab(page, "Tab 2").getByLabel("Opens as").selectOption("right");
        await tab(page, "Tab 1").getByLabel("Folder of the tab").fill("relative");
        await axe(page, "tabs");
      }, { colorScheme, ...(viewport && { viewport }) });
});
