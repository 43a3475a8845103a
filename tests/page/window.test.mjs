/** The window that is drawn, and the accent that it is drawn from. */
import assert from "node:assert/strict";
import { describe } from "node:test";
import { choose, colors, described, drawing, field, paste, preview, served, shownText, soon } from "./driver.mjs";
import { serveFiles } from "./serve.mjs";

describe("the window", () => {
  const on = served(serveFiles);

  on("turns amber when a colour is pasted anywhere", async (page) => {
    const before = await colors(page);
    await paste(page, "#e0af68");
    await soon(async () => assert.equal(await field(page, "Accent").inputValue(), "#e0af68"));
    await soon(async () => assert.equal(await page.getByLabel("Choose the accent").inputValue(), "#e0af68"));
    await soon(async () => assert.equal((await colors(page)).badge, "#e0af68"));
    const after = await colors(page);
    assert.equal(after.tab, "#e0af68");
    assert.notEqual(after.ground, before.ground);
    assert.match(await drawing(page), /"0" stop-color="#180f03"[^]*"0.5" stop-color="#2b1c06"[^]*"1" stop-color="#392300"/);
    await soon(async () => assert.match(await shownText(page), /\{ -- from #e0af68\n {4}name = "dev-server"/));
    await page.getByText("These are examples").waitFor({ state: "hidden" });
  });

  on("shows a label as the text that it is, wherever it is shown", async (page) => {
    const title = await page.title();
    for (const hostile of [`</text><script>document.title=1</script>`, `<image href="x" onerror="document.title=1"/>&amp;`]) {
      await field(page, "Label").fill(hostile);
      await soon(async () => assert.ok((await preview(page).textContent())?.includes(hostile.slice(0, 20))));
      await page.getByRole("button", { name: hostile }).first().waitFor();
      assert.equal(await page.locator("#app script, #app image, #app [onerror]").count(), 0);
      assert.equal(await page.title(), title);
    }
  });

  on("replaces the whole colour when one is pasted into the field", async (page) => {
    await field(page, "Accent").click();
    await page.keyboard.press("End");
    await paste(page, " 9ece6a ");
    await soon(async () => assert.equal((await colors(page)).badge, "#9ece6a"));
    await page.getByLabel("Choose the accent").fill("#ff0000");
    await soon(async () => assert.equal(await field(page, "Accent").inputValue(), "#ff0000"));
  });

  on("wears the theme that a domain asks for", async (page) => {
    await page.locator("summary").getByText("Theme", { exact: true }).click();
    await page.getByLabel("Appearance").selectOption("light");
    await page.getByLabel("Stops").fill("2");
    await page.getByLabel("Direction").fill("vertical");
    await soon(async () => assert.match(await drawing(page), /"0" stop-color="#faf9fe"[^]*"1" stop-color="#ece8f6"/));
    const [, x1, x2] = /x1="(\S+)" .* x2="(\S+)"/.exec(await drawing(page));
    assert.equal(x1, x2);
    await page.getByLabel("Direction").fill("sideways");
    await soon(async () => assert.match(await described(page, "Direction"), /must be horizontal, vertical, radial, or an angle in whole degrees such as -45/));
    // A direction that is none is as if it were not said.
    await soon(async () => assert.doesNotMatch(await drawing(page), new RegExp(`x1="${x1}" .* x2="${x1}"`)));
  });

  on("shows the window with the tab bar that one has, and fills the width", async (page) => {
    const switched = page.getByRole("button", { name: "Show the retro tab bar" });
    const fancy = await drawing(page);
    await switched.click();
    await soon(async () => assert.equal(await switched.getAttribute("aria-pressed"), "true"));
    await soon(async () => assert.notEqual(await drawing(page), fancy));
    const retro = await drawing(page);
    await page.reload();
    await soon(async () => assert.equal(await drawing(page), retro));
    const { width } = await preview(page).boundingBox();
    await page.setViewportSize({ width: 700, height: 800 });
    await soon(async () => assert.notEqual((await preview(page).boundingBox()).width, width));
    await soon(async () => {
      const { width } = await preview(page).boundingBox();
      assert.match(await drawing(page), new RegExp(`^<svg [^>]* width="${width}"`));
    });
  });

  on("keeps the window while a colour is typed, and shows none without one", async (page) => {
    const before = await drawing(page);
    await field(page, "Accent").fill("#e0af6");
    await soon(async () => assert.match(await described(page, "Accent"), /did you mean/));
    assert.equal(await drawing(page), before);
    await page.getByRole("button", { name: "Add domain" }).click();
    await soon(async () => assert.equal(await field(page, "Name").inputValue(), "host-1"));
    await field(page, "Accent").fill("");
    await choose(page, "Staging");
    await choose(page, "host-1");
    await page.getByText("Give it an accent, and its window appears here.").waitFor();
  });

  on("suggests an accent that no other host has, again and again", async (page) => {
    const suggest = page.getByRole("button", { name: "Suggest" });
    await suggest.click();
    await soon(async () => assert.notEqual(await field(page, "Accent").inputValue(), "#bb9af7"));
    const first = await field(page, "Accent").inputValue();
    assert.match(first, /^#[0-9a-f]{6}$/);
    await page.getByText(`The accent is ${first}.`).waitFor();
    await suggest.click();
    await soon(async () => assert.notEqual(await field(page, "Accent").inputValue(), first));
    await page.getByRole("button", { name: `Undo: back to ${first}` }).click();
    await soon(async () => assert.equal(await field(page, "Accent").inputValue(), first));
    await soon(async () => assert.equal((await colors(page)).badge, first));
  });

  on("says under the accent what it is shown as, and what shows through", async (page) => {
    await field(page, "Accent").fill("black");
    await page.getByText(/^Shown as #ffffff, since #000000 would be hard to see/).waitFor();
    await page.locator("summary").getByText("Theme", { exact: true }).click();
    await page.getByLabel("Opacity").fill("40");
    await page.getByText(/^Hard to read: text over anything behind the window, \d\.\d to 1$/).waitFor();
  });

  on("shows all windows small, and leads to each", async (page) => {
    await page.getByRole("button", { name: /^Everything/ }).click();
    const windows = page.getByRole("list", { name: "How the domains look" });
    await soon(async () => assert.deepEqual(await windows.getByRole("button").allTextContents(), ["Dev Server", "Staging", "Workstation"]));
    // Drawn when there is time for it.
    await soon(async () => {
      const sources = await windows.locator("img").evaluateAll((images) => images.map((image) => decodeURIComponent(image.getAttribute("src") ?? "")));
      assert.deepEqual(sources.map((source) => /<title>(.*)<\/title>/.exec(source)?.[1]), ["Dev Server", "Staging", "Workstation"]);
    });
    await windows.getByRole("button", { name: "Staging" }).click();
    await soon(async () => assert.equal((await colors(page)).badge, "#e0af68"));
  });
});
