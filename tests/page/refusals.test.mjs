/** What people do to a page: links that are broken or huge, and a clipboard that is not to be had. */
import assert from "node:assert/strict";
import { describe } from "node:test";
import { field, mended, names, served, soon } from "./driver.mjs";
import { serveFiles } from "./serve.mjs";

describe("what cannot be", () => {
  const on = served(serveFiles);
  const follow = (page, hash) => page.evaluate((value) => { location.hash = value; }, hash);

  for (const [title, hash, words] of /** @type {const} */ ([
    ["broken", "#1.!!!!", /link/],
    ["cut short", "#1.eNp9", /the link is cut short/],
    ["of a later version", "#99.AAAA", /link/],
    ["of a megabyte", `#1.${"A".repeat(1 << 20)}`, /link/],
  ]))
    on(`a link that is ${title} is refused in words, and nothing is lost`, async (page) => {
      await field(page, "Name").fill("mine");
      await follow(page, hash);
      const dialog = page.getByRole("dialog", { name: "Open the project in this link" });
      await dialog.locator(".outcome .message").filter({ hasText: words }).first().waitFor();
      assert.ok(await dialog.getByRole("button", { name: "Import", exact: true }).isDisabled());
      await dialog.getByRole("button", { name: "Cancel" }).click();
      assert.equal(await field(page, "Name").inputValue(), "mine");
      await soon(async () => assert.ok(await mended(page)));
      assert.equal((await names(page)).length, 3);
    });

  on("a clipboard that is blocked is said where one wanted it", async (page) => {
    await page.getByRole("button", { name: "Copy local config" }).click();
    await page.getByRole("button", { name: "Not allowed here" }).waitFor();
    await page.getByRole("button", { name: "Next steps" }).click();
    await page.getByRole("button", { name: "Copy the set-up command for staging" }).click();
    await page.getByText("The browser does not allow copying here").waitFor({ state: "attached" });
  }, {
    prepare: (context) =>
      context.addInitScript(() => {
        Object.defineProperty(navigator, "clipboard", { value: { writeText: () => Promise.reject(new DOMException("no", "NotAllowedError")) } });
        document.execCommand = () => false;
      }),
  });
});
