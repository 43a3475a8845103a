/** Several projects in one browser, two tabs, and a browser that keeps nothing or no more. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe } from "node:test";
import { NARROW, WIDE, axe, browser, field, mended, names, served, soon } from "./driver.mjs";
import { serveFiles } from "./serve.mjs";

const dialog = (page) => page.getByRole("dialog", { name: "Projects" });
const openDialog = async (page) => {
  await page.getByRole("button", { name: /^Projects; / }).click();
  await dialog(page).getByRole("button", { name: "Close" }).waitFor();
};
const current = (page, name) => page.getByRole("button", { name: `Projects; ${name} is open` }).waitFor();
const listed = (page) => dialog(page).locator(".title").allTextContents();
const entries = (page) => page.evaluate(() => Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith("wezmux.project")).map(([key, value]) => [key, value])));
const saved = (page) => soon(async () => assert.ok(Object.values(await entries(page)).length > 0));
const create = async (page, name) => {
  await openDialog(page);
  await dialog(page).getByLabel("New project", { exact: true }).fill(name);
  await dialog(page).getByRole("button", { name: "Create from the example" }).click();
  await current(page, name);
};
/** Nothing more can be kept, as if the storage were full. */
const fill = (page) => page.evaluate(() => {
  Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
});
const one = JSON.stringify({ domain: [{ name: "old-one", address: "old.example", accent: "#7dcfff" }] });

describe("projects", () => {
  const on = served(serveFiles);

  on("are made, opened and kept apart, each with its own undo", async (page) => {
    await current(page, "My servers");
    await field(page, "Name").fill("mine");
    await create(page, "Work");
    await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Staging", "Workstation"]));
    assert.ok(await page.getByRole("button", { name: "Nothing to undo" }).isDisabled());
    await field(page, "Label").fill("At work");
    await openDialog(page);
    assert.deepEqual(await listed(page), ["My servers", "Work"]);
    await dialog(page).getByRole("button", { name: /^My servers/ }).click();
    await soon(async () => assert.equal(await field(page, "Name").inputValue(), "mine"));
    assert.ok(await page.getByRole("button", { name: "Nothing to undo" }).isDisabled());
    await page.reload();
    await current(page, "My servers");
    await openDialog(page);
    await dialog(page).getByRole("button", { name: /^Work/ }).click();
    await soon(async () => assert.deepEqual(await names(page), ["At work", "Staging", "Workstation"]));
  });

  on("begin with nothing where one asks for that", async (page) => {
    await openDialog(page);
    await dialog(page).getByLabel("New project", { exact: true }).fill("Home");
    await dialog(page).getByRole("button", { name: "Create empty" }).click();
    await current(page, "Home");
    await page.getByText("Add a domain or import what you have, and your files appear here.").waitFor();
    await soon(async () => assert.deepEqual(await names(page), []));
    assert.equal(await page.getByText("These are examples").isVisible(), false);
  });

  on("are renamed and copied, and a name that cannot be is refused in words", async (page) => {
    await create(page, "Work");
    await openDialog(page);
    await dialog(page).getByRole("button", { name: "Rename Work" }).click();
    const name = dialog(page).getByLabel("New name for Work");
    await name.fill("my SERVERS");
    await page.keyboard.press("Enter");
    await dialog(page).getByRole("alert").getByText("Another project has this name. Type another one.").waitFor();
    assert.equal(await name.getAttribute("aria-invalid"), "true");
    await name.fill("  ");
    await page.keyboard.press("Enter");
    await dialog(page).getByText("A project needs a name. Type one.").waitFor();
    await name.fill("x".repeat(61));
    await page.keyboard.press("Enter");
    await dialog(page).getByText("This name has 61 characters. Make it 60 or fewer.").waitFor();
    await page.keyboard.press("Escape");
    await soon(async () => assert.deepEqual(await listed(page), ["My servers", "Work"]));
    await dialog(page).getByRole("button", { name: "Rename Work" }).click();
    await name.fill("Büro <b>");
    await page.keyboard.press("Enter");
    await soon(async () => assert.deepEqual(await listed(page), ["Büro <b>", "My servers"]));
    await dialog(page).getByRole("button", { name: "Duplicate Büro <b>" }).click();
    await soon(async () => assert.deepEqual(await listed(page), ["Büro <b>", "Büro <b> 2", "My servers"]));
    await dialog(page).getByRole("button", { name: "Create from the example" }).click();
    await dialog(page).getByText("A project needs a name. Type one.").waitFor();
    await dialog(page).getByRole("button", { name: "Close" }).click();
    await page.reload();
    await current(page, "Büro <b>");
  });

  on("are deleted, and brought back", async (page) => {
    await create(page, "Work");
    await field(page, "Name").fill("at-work");
    await openDialog(page);
    await dialog(page).getByRole("button", { name: "Delete Work" }).click();
    await current(page, "My servers");
    await page.getByRole("button", { name: "Undo: bring back Work" }).click();
    await current(page, "Work");
    await soon(async () => assert.equal(await field(page, "Name").inputValue(), "at-work"));
    await openDialog(page);
    await dialog(page).getByRole("button", { name: "Delete My servers" }).click();
    await openDialog(page);
    await dialog(page).getByRole("button", { name: "Delete Work" }).click();
    // Without any project the example is there again.
    await current(page, "My servers");
    await page.getByText("These are examples. Make them yours.").waitFor();
  });

  on("take in the one that was kept before there were several", async (page) => {
    await current(page, "My servers");
    await soon(async () => assert.deepEqual(await names(page), ["old-one"]));
    await soon(async () => assert.equal((await entries(page))["wezmux.project"], undefined));
    await page.reload();
    await soon(async () => assert.deepEqual(await names(page), ["old-one"]));
    await openDialog(page);
    assert.deepEqual(await listed(page), ["My servers"]);
  }, { prepare: (context) => context.addInitScript((text) => { if (!localStorage.length) localStorage.setItem("wezmux.project", text); }, one) });

  on("come from an import too, beside what is there", async (page) => {
    await field(page, "Name").fill("mine");
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.getByLabel("Text to import").fill('[[domain]]\nname = "a"\naddress = "a.example"\naccent = "#fff"\n');
    await page.getByRole("button", { name: "Import as a new project" }).click();
    await current(page, "Imported");
    await soon(async () => assert.deepEqual(await names(page), ["a"]));
    await openDialog(page);
    await dialog(page).getByRole("button", { name: /^My servers/ }).click();
    await soon(async () => assert.equal(await field(page, "Name").inputValue(), "mine"));
    await fill(page);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.getByLabel("Text to import").fill('[[domain]]\nname = "b"\naddress = "b.example"\naccent = "#fff"\n');
    await page.getByRole("button", { name: "Import as a new project" }).click();
    await page.getByRole("dialog").getByText("This browser keeps no more.").waitFor();
    await current(page, "My servers");
  });

  on("are not promised where the browser keeps nothing", async (page) => {
    const notice = page.getByRole("alert").filter({ hasText: "This browser keeps nothing" });
    await notice.waitFor();
    await axe(page, "a browser that keeps nothing");
    await openDialog(page);
    await dialog(page).getByRole("alert").getByText("This browser keeps no more.").waitFor();
    await dialog(page).getByRole("button", { name: "Close" }).click();
    // Nothing is lost with the example, and nobody is asked.
    await page.reload();
    await field(page, "Name").fill("still-works");
    await soon(async () => assert.ok(await mended(page)));
    await page.getByRole("button", { name: "Dark colours" }).click();

    // Whoever leaves now is asked, and stays. What asks comes with the notice.
    await notice.waitFor();
    const asked = () => new Promise((done) => page.once("dialog", async (question) => {
      await question.dismiss();
      done(question.type());
    }));
    const [question] = await Promise.all([asked(), page.close({ runBeforeUnload: true })]);
    assert.equal(question, "beforeunload");
    assert.equal(await field(page, "Name").inputValue(), "still-works");

    await notice.getByRole("button", { name: "Copy full link" }).click();
    await notice.getByText("What is here now is safe with you.").waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await field(page, "Name").fill("later");
    await notice.getByText("What is here now is safe with you.").waitFor({ state: "hidden" });
    const [file] = await Promise.all([page.waitForEvent("download"), notice.getByRole("button", { name: "Download project" }).click()]);
    assert.match(await readFile(await file.path(), "utf8"), /name = "later"/);
    // It is taken away: nobody is asked, and the link brings back what it was made from.
    await page.goto("about:blank");
    await page.goto(link);
    const shown = page.getByRole("dialog", { name: "Open the project in this link" });
    await shown.getByText("still-works").first().waitFor();
  }, {
    prepare: (context) =>
      context.addInitScript(() => {
        Object.defineProperty(window, "localStorage", { get() { throw new DOMException("blocked", "SecurityError"); } });
      }),
  });

  on("that cannot be read are left as they are, and named", async (page) => {
    await page.getByRole("alert").getByText("It is still there, under wezmux.project.bad in").waitFor();
    await field(page, "Name").fill("new");
    await soon(async () => assert.equal(Object.keys(await entries(page)).length, 2));
    assert.equal((await entries(page))["wezmux.project.bad"], '{"name":"x","project":');
  }, { prepare: (context) => context.addInitScript(() => { localStorage.setItem("wezmux.project.bad", '{"name":"x","project":'); localStorage.setItem("wezmux.current", "bad"); }) });

  on("of two tabs follow each other, and undo brings back what was there", async (page, context) => {
    await field(page, "Name").fill("first-tab");
    await saved(page);
    const other = await context.newPage();
    await other.goto(page.url());
    await soon(async () => assert.equal(await field(other, "Name").inputValue(), "first-tab"));
    await field(other, "Name").fill("second-tab");
    await page.getByText("Another tab changed this project.").waitFor();
    await soon(async () => assert.equal(await field(page, "Name").inputValue(), "second-tab"));
    await page.getByRole("button", { name: "Undo: back to what was here" }).click();
    await soon(async () => assert.equal(await field(page, "Name").inputValue(), "first-tab"));
    await soon(async () => assert.equal(await field(other, "Name").inputValue(), "first-tab"));
  });

  for (const both of [false, true])
    on(`of two tabs that change the same at once are ${both ? "both kept" : "chosen from"}`, async (page, context) => {
      await field(page, "Name").fill("start");
      await saved(page);
      // What another tab wrote in the moment between typing and saving.
      const theirs = await page.evaluate(() => {
        const key = Object.keys(localStorage).find((each) => each.startsWith("wezmux.project."));
        const text = localStorage.getItem(key).replaceAll('"start"', '"theirs"');
        localStorage.setItem(key, text);
        return text;
      });
      await field(page, "Name").fill("ours");
      const clash = page.getByRole("alert").filter({ hasText: "Another tab changed this project while you did." });
      await clash.waitFor();
      await page.getByText("Not kept yet: another tab changed this project as well.").waitFor();
      assert.deepEqual(Object.values(await entries(page)), [theirs]);
      await axe(page, "two tabs");
      if (both) {
        await clash.getByRole("button", { name: "Keep both, mine as a new project" }).click();
        await current(page, "My servers 2");
        await soon(async () => assert.equal(Object.keys(await entries(page)).length, 2));
        assert.ok(Object.values(await entries(page)).includes(theirs));
        await soon(async () => assert.equal(await field(page, "Name").inputValue(), "ours"));
      } else {
        await clash.getByRole("button", { name: "Drop mine, take the other tab’s" }).click();
        await soon(async () => assert.equal(await field(page, "Name").inputValue(), "theirs"));
        await page.getByRole("button", { name: "Undo: back to what was here" }).click();
        await soon(async () => assert.equal(await field(page, "Name").inputValue(), "ours"));
      }
      await clash.waitFor({ state: "hidden" });
    });

  on("stay as they were where the storage is full, and nothing is left before it is kept", async (page) => {
    await create(page, "Work");
    await field(page, "Name").fill("kept");
    await soon(async () => assert.ok(Object.values(await entries(page)).some((text) => text.includes('"kept"'))));
    await fill(page);
    await field(page, "Name").fill("not-kept");
    await page.getByText("This browser’s storage is full: once this page is closed").waitFor();
    assert.ok(Object.values(await entries(page)).some((text) => text.includes('"kept"')));
    await page.getByRole("button", { name: "Download project" }).waitFor();
    await openDialog(page);
    await dialog(page).getByRole("alert").getByText("This browser keeps no more.").waitFor();
    await dialog(page).getByRole("button", { name: /^My servers/ }).click();
    await dialog(page).getByText("This browser keeps no more.").waitFor();
    await dialog(page).getByLabel("New project", { exact: true }).fill("More");
    await dialog(page).getByRole("button", { name: "Create from the example" }).click();
    await dialog(page).getByText("This browser keeps no more.").waitFor();
    await dialog(page).getByRole("button", { name: "Duplicate Work" }).click();
    assert.deepEqual(await listed(page), ["My servers", "Work"]);
    await dialog(page).getByRole("button", { name: "Close" }).click();
    await soon(async () => assert.equal(await field(page, "Name").inputValue(), "not-kept"));
    assert.ok(await mended(page));
  });

  for (const viewport of [WIDE, NARROW])
    on(`pass axe: ${viewport.width} px`, async (page) => {
      await create(page, "A project with a name that is as long as one may be, exactly");
      await openDialog(page);
      await axe(page, "projects");
      await dialog(page).getByRole("button", { name: /^Rename My/ }).click();
      await dialog(page).getByRole("button", { name: "Rename", exact: true }).waitFor();
      await axe(page, "renaming");
    }, { viewport });

  on("starts afresh where what was kept cannot be read", async (page) => {
    await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Staging", "Workstation"]));
    // It is put aside, and said.
    await page.getByRole("alert").getByText("What this browser had kept cannot be read.").waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem("wezmux.project-unreadable")), "{nonsense");
  }, { prepare: (context) => context.addInitScript(() => localStorage.setItem("wezmux.project", "{nonsense")) });
});
