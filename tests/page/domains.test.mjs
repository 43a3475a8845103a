/** The list of domains: what is added, removed, ordered, duplicated and found, and that all of it can be undone. */
import assert from "node:assert/strict";
import { describe } from "node:test";
import { begun, choose, described, field, files, mended, names, served, shownFile, shownText, soon } from "./driver.mjs";
import { serveFiles } from "./serve.mjs";

describe("the list of domains", () => {
  const on = served(serveFiles);

  on("adds a domain with a free name and a free colour, and asks for its name first", async (page) => {
    await page.getByRole("button", { name: "Add domain" }).click();
    await soon(async () => assert.equal(await field(page, "Name").inputValue(), "host-1"));
    await soon(async () => assert.ok(await field(page, "Name").evaluate((input) => input === document.activeElement)));
    await soon(async () => assert.ok(!["#bb9af7", "#e0af68", "#dc143c"].includes(await field(page, "Accent").inputValue())));
    await soon(async () => assert.equal(
      await described(page, "Address"),
      "Address is missing, expected an address: host, host:port, [v6]:port or an ssh alias",
    ));
    await page.getByRole("heading", { name: "1 thing to fill in" }).waitFor();
    await page.getByText("Until then all but wezmux.toml is as it was.").waitFor();
    await page.getByText("not up to date", { exact: true }).waitFor();
    await field(page, "Address").fill("10.0.0.9");
    await files(page).getByText("host-1").waitFor();
    await soon(async () => assert.ok(await mended(page)));
    await page.getByRole("button", { name: "Add domain" }).click();
    await soon(async () => assert.equal(await field(page, "Name").inputValue(), "host-2"));
  });

  on("removes a domain, and brings it back where it was", async (page) => {
    await choose(page, "Staging");
    await page.getByRole("button", { name: "Remove staging" }).click();
    await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Workstation"]));
    await soon(async () => assert.equal(await files(page).getByText("staging").count(), 0));
    await page.getByText("Removed Staging.").waitFor();
    await page.getByRole("button", { name: "Undo: bring back Staging" }).click();
    await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Staging", "Workstation"]));
    await soon(async () => assert.equal(await field(page, "Address").inputValue(), "10.20.30.2"));
    await soon(async () => assert.equal(await page.getByText("Removed Staging.").count(), 0));
  });

  on("says what was removed for a while: until the message is left, where one got to it by keys", async (page) => {
    const said = page.getByText("Removed Staging.");
    const wait = () => page.clock.fastForward(21_000);
    await choose(page, "Staging");
    await page.getByRole("button", { name: "Remove staging" }).click();
    await said.waitFor();
    await page.mouse.move(5, 5);
    await wait();
    await said.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo: removing Staging" }).click();
    await page.getByRole("button", { name: "Remove staging" }).press("Enter");
    await said.waitFor();
    await wait();
    assert.ok(await page.getByRole("button", { name: "Undo: bring back Staging" }).evaluate((button) => button === document.activeElement));
    await page.keyboard.press("Shift+Tab");
    await wait();
    await said.waitFor({ state: "detached" });
  }, { prepare: (context) => context.clock.install() });

  on("without any domain offers a way on", async (page) => {
    for (const name of ["dev-server", "staging", "workstation"]) await page.getByRole("button", { name: `Remove ${name}` }).click();
    await page.getByText("There is no domain yet.").waitFor();
    await page.getByText("Add a domain or import what you have, and your files appear here.").waitFor();
    assert.ok(await mended(page));
    await page.getByRole("button", { name: "Bring back the examples" }).click();
    await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Staging", "Workstation"]));
  });

  on("has one stop for Tab in the list, from which arrow keys go on", async (page) => {
    const list = page.getByRole("list", { name: "Domains, in the order" });
    const focused = () => page.evaluate(() => document.activeElement?.closest("#rows li")?.textContent ?? "");
    const inList = async () => (await list.locator(":focus").count()) > 0;
    await page.getByRole("button", { name: "Everything" }).focus();
    await page.keyboard.press("Tab");
    assert.match(await focused(), /^Dev Server/);
    await page.keyboard.press("ArrowDown");
    assert.match(await focused(), /^Staging/);
    // Its two buttons for the order, and no other row.
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    assert.match(await focused(), /^Staging/);
    await page.keyboard.press("Tab");
    assert.ok(!(await inList()));
    await page.keyboard.press("Shift+Tab");
    assert.match(await focused(), /^Staging/);
    // Where its row is gone, another has the stop.
    await list.getByRole("button", { name: /^Dev Server/ }).click();
    await page.getByRole("button", { name: "Remove dev-server" }).click();
    // It takes the focus when it comes.
    await soon(async () => assert.ok(await page.getByRole("button", { name: "Undo: bring back Dev Server" }).evaluate((button) => button === document.activeElement)));
    await page.getByRole("button", { name: "Everything" }).focus();
    await page.keyboard.press("Tab");
    assert.ok(await inList());
  });

  on("puts domains in order with buttons, keys and the mouse", async (page) => {
    await page.getByRole("button", { name: "Move Dev Server down" }).click();
    await soon(async () => assert.deepEqual(await names(page), ["Staging", "Dev Server", "Workstation"]));
    await soon(async () => assert.ok(await page.getByRole("button", { name: "Move Dev Server down" }).evaluate((button) => button === document.activeElement)));
    await page.getByText("Dev Server is now 2 of 3").waitFor({ state: "attached" });

    const row = page.getByRole("list", { name: "Domains, in the order" }).getByRole("button", { name: /^Workstation/ });
    await row.focus();
    await page.keyboard.press("Alt+ArrowUp");
    await page.keyboard.press("Alt+ArrowUp");
    await page.keyboard.press("Alt+ArrowUp");
    await soon(async () => assert.deepEqual(await names(page), ["Workstation", "Staging", "Dev Server"]));
    await page.keyboard.press("Alt+ArrowDown");
    await soon(async () => assert.deepEqual(await names(page), ["Staging", "Workstation", "Dev Server"]));
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Dev Server", level: 2 }).waitFor();

    const items = page.getByRole("list", { name: "Domains, in the order" }).getByRole("listitem");
    const height = (await items.first().boundingBox())?.height ?? 40;
    await items.nth(2).dragTo(items.nth(0), { targetPosition: { x: 40, y: 4 } });
    await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Staging", "Workstation"]));
    await items.nth(0).dragTo(items.nth(1), { targetPosition: { x: 40, y: height - 4 } });
    await soon(async () => assert.deepEqual(await names(page), ["Staging", "Dev Server", "Workstation"]));
    await soon(async () => assert.match(await shownText(page), /name = "staging"[^]*name = "dev-server"[^]*name = "workstation"/));
  });

  on("duplicates a domain beside it, with a name and a colour of its own", async (page) => {
    await choose(page, "Staging");
    await page.getByRole("button", { name: "Duplicate" }).click();
    await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Staging", "staging-1", "Workstation"]));
    assert.equal(await field(page, "Address").inputValue(), "");
    assert.ok(await field(page, "Address").evaluate((input) => input === document.activeElement));
    assert.notEqual(await field(page, "Accent").inputValue(), "#e0af68");
    await field(page, "Address").fill("10.20.30.9");
    await soon(async () => assert.ok(await mended(page)));
  });

  on("finds domains among many", async (page) => {
    const search = page.getByLabel("Search domains");
    const shown = () => page.getByRole("list", { name: "Domains, in the order" }).locator("li:visible .title").allTextContents();
    await search.fill("node-1");
    await soon(async () => assert.equal((await shown()).length, 11));
    await page.getByText("11 of 60", { exact: true }).waitFor();
    await search.fill("NODE 10.0.3");
    await soon(async () => assert.deepEqual(await shown(), ["node-33"]));
    await search.press("Enter");
    await soon(async () => assert.equal(await field(page, "Name").inputValue(), "node-33"));
    await search.fill("nothing");
    await page.getByText("No domain is like that.").waitFor();
    await search.fill("");
    await soon(async () => assert.equal((await shown()).length, 60));
    await field(page, "Name").fill("local");
    await page.getByRole("button", { name: /to look at$/ }).click();
    await soon(async () => assert.ok((await shown()).includes("local")));
    assert.ok((await shown()).length < 60);
  }, {
    prepare: (context) =>
      context.addInitScript((text) => localStorage.setItem("wezmux.project", text), JSON.stringify({
        domain: Array.from({ length: 60 }, (_, index) => ({
          name: `node-${index + 1}`, address: `10.0.${index === 32 ? 3 : 9}.${index + 1}`, accent: ["#bb9af7", "#e0af68", "#dc143c"][index] ?? "#7dcfff",
        })),
      })),
  });

  on("undoes and redoes everything, and says what", async (page) => {
    const undo = page.getByRole("button", { name: /^Undo: |^Nothing to undo/ });
    const redo = page.getByRole("button", { name: /^Redo: |^Nothing to redo/ });
    assert.ok(await undo.isDisabled());
    await field(page, "Name").fill("alpha");
    await page.getByRole("button", { name: "Add domain" }).click();
    await begun(page, "host-1");
    await field(page, "Address").fill("10.1.1.1");
    await page.getByRole("button", { name: "Undo: address of host-1" }).click();
    await soon(async () => assert.equal(await field(page, "Address").inputValue(), ""));
    await page.keyboard.press("ControlOrMeta+z");
    await soon(async () => assert.equal((await names(page)).length, 3));
    await page.getByRole("button", { name: "Undo: name of Dev Server" }).click();
    await soon(async () => assert.equal(await field(page, "Name").inputValue(), "dev-server"));
    assert.ok(await undo.isDisabled());
    await page.getByText("These are examples. Make them yours.").waitFor();
    for (let step = 0; step < 3; step += 1) await redo.click();
    await soon(async () => assert.equal(await field(page, "Address").inputValue(), "10.1.1.1"));
    assert.ok(await redo.isDisabled());
    assert.equal((await names(page)).length, 4);
    // Typing again makes another future.
    await page.keyboard.press("ControlOrMeta+Shift+z");
    await undo.click();
    await field(page, "Address").fill("10.2.2.2");
    await soon(async () => assert.ok(await redo.isDisabled()));
  });

  on("goes on smoothly with 60 domains", async (page) => {
    assert.equal((await names(page)).length, 60);
    await choose(page, "node-30");
    const took = await field(page, "Accent").evaluate((input) => {
      const start = performance.now();
      for (const accent of ["#ff0000", "#00ff00", "#0000ff"]) {
        /** @type {HTMLInputElement} */ (input).value = accent;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
      return (performance.now() - start) / 3;
    });
    assert.ok(took < 250, `${took} ms for a key`);
    // Its rendered text has only what is in sight.
    await soon(async () => assert.match((await shownFile(page).textContent()) ?? "", /\{ -- from #0000ff\n {4}name = "node-30"/));
  }, {
    prepare: (context) =>
      context.addInitScript((text) => localStorage.setItem("wezmux.project", text), JSON.stringify({
        domain: Array.from({ length: 60 }, (_, index) => ({ name: `node-${index + 1}`, address: `node-${index + 1}`, accent: "#bb9af7" })),
      })),
  });
});
