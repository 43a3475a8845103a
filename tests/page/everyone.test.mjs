/** The page for everyone: what axe finds, with the keyboard alone, at twice the size, on a phone, and without motion. */
import assert from "node:assert/strict";
import { describe } from "node:test";
import { NARROW, WIDE, axe, choose, field, files, names, preview, served, shownFile, soon, wrong } from "./driver.mjs";
import { serveFiles } from "./serve.mjs";

/** Presses Tab until what has the focus is called so. */
async function tabTo(page, name, key = "Tab") {
  for (let left = 80; left > 0; left -= 1) {
    await page.keyboard.press(key);
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      const labels = /** @type {HTMLInputElement} */ (element)?.labels;
      return element?.getAttribute("aria-label") || labels?.[0]?.textContent || element?.textContent || "";
    });
    if (found.startsWith(name)) return;
  }
  assert.fail(`the focus never came to ${name}`);
}

describe("for everyone", () => {
  const on = served(serveFiles);

  on("the keyboard alone does all of it", async (page) => {
    await tabTo(page, "Projects; My servers");
    await page.keyboard.press("Enter");
    await tabTo(page, "New project");
    await page.keyboard.type("Keys");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Projects; Keys is open" }).waitFor();

    await tabTo(page, "Select");
    await page.keyboard.press("Space");
    // The list is one stop, from which arrow keys go on.
    await tabTo(page, "Select Dev Server");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await tabTo(page, "Change 1 domain");
    await page.keyboard.press("Enter");
    await page.getByLabel("What").waitFor();
    await page.keyboard.type("User");
    await page.keyboard.press("Tab");
    await page.keyboard.type("me");
    await page.keyboard.press("Enter");
    await page.getByText("Changed username of 1 domain.").first().waitFor();
    await page.keyboard.press("ControlOrMeta+z");

    await page.getByLabel("Select Staging").focus();
    await tabTo(page, "Remove 1 domain");
    await page.keyboard.press("Enter");
    await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Workstation"]));
    // The way back has the focus.
    await page.keyboard.press("Enter");
    await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Staging", "Workstation"]));

    await field(page, "User name").focus();
    await tabTo(page, "Tabs");
    await page.keyboard.press("Enter");
    await tabTo(page, "List the tabs");
    await page.keyboard.press("Enter");
    await page.keyboard.type("logs");
    await soon(async () => assert.equal(await page.getByLabel("Title", { exact: true }).inputValue(), "logs"));

    await tabTo(page, "Download all");
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    assert.equal(download.suggestedFilename(), "keys.zip");
    await tabTo(page, "Compare wezterm.lua");
    await page.keyboard.press("Enter");
    await page.getByText("There is no difference.").waitFor();
    // A dialog gives the focus back to what opened it.
    await page.getByRole("button", { name: /^Projects; / }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    assert.ok(await page.getByRole("button", { name: /^Projects; / }).evaluate((button) => button === document.activeElement));
    // The next host is begun from the end of the form.
    await field(page, "Label").focus();
    await tabTo(page, "Add another domain");
    await page.keyboard.press("Enter");
    await soon(async () => assert.deepEqual([await field(page, "Name").inputValue(), await page.evaluate(() => getSelection()?.toString())], ["host-1", "host-1"]));
  });

  on("twice as large, axe finds nothing", async (page) => {
    await page.getByRole("tab", { name: "Domains" }).click();
    await page.getByRole("button", { name: "Select", exact: true }).click();
    await page.getByLabel("Select Staging").check();
    await axe(page, "selecting");
    await page.getByRole("button", { name: "Change 1 domain" }).click();
    await page.getByRole("dialog").getByLabel("What").selectOption("Stops");
    await page.getByRole("dialog").getByLabel("Stops", { exact: true }).fill("99");
    await wrong(page);
    await axe(page, "changing");
    await page.keyboard.press("Escape");
    await page.getByRole("tab", { name: "Edit" }).click();
    await page.locator("summary").getByText("Tabs", { exact: true }).click();
    await page.getByRole("button", { name: "List the tabs" }).click();
    await page.getByLabel("Folder of the tab").fill("relative");
    await wrong(page);
    await axe(page, "tabs");
    await page.getByLabel("Folder of the tab").fill("");
    await page.getByRole("button", { name: /^Projects; / }).click();
    await page.getByRole("dialog").waitFor();
    await axe(page, "projects");
    await page.keyboard.press("Escape");
    await page.getByRole("tab", { name: "Files" }).click();
    await files(page).getByRole("button", { name: "setup.sh for staging" }).click();
    await page.getByRole("button", { name: /^Compare / }).click();
    await page.getByLabel("Text to compare with").fill("set -eu\n");
    await axe(page, "comparing");
    await page.getByRole("button", { name: "Next steps" }).click();
    await page.getByRole("region", { name: "Next steps" }).waitFor();
    await axe(page, "steps");
  }, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });

  on("words can be read on any ground, and edges seen, whatever the accent", async (page) => {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await page.emulateMedia({ colorScheme });
      const low = await page.evaluate(() => {
        const WORDS = ["text", "muted", "accent", "wrong", "needed", "comment", "string", "keyword", "number", "name"];
        const GROUNDS = ["ground", "panel", "raised", "hover", "chosen", "glow", "wrong-ground", "gone", "come"];
        const pairs = [
          ...WORDS.flatMap((word) => GROUNDS.map((ground) => /** @type {const} */ ([word, ground, 4.5]))),
          // On others it is no more than an ornament.
          ...["ground", "panel", "raised", "hover", "wrong-ground"].map((ground) => /** @type {const} */ (["edge", ground, 3])),
          /** @type {const} */ (["on-accent", "accent", 4.5]),
          /** @type {const} */ (["on-accent", "accent-hover", 4.5]),
          /** @type {const} */ (["on-wrong", "wrong", 4.5]),
        ];
        const names = new Set(pairs.flatMap(([word, ground]) => [word, ground]));
        // Nothing but the probe has to be styled anew.
        document.body.style.display = "none";
        const probe = document.documentElement.appendChild(document.createElement("i"));
        const shown = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d", { willReadFrequently: true }));
        /** WCAG 2.2, "relative luminance", of what the browser makes of it. */
        const luminance = (/** @type {string} */ name) => {
          if (!getComputedStyle(document.documentElement).getPropertyValue(`--${name}`)) throw new Error(`there is no --${name}`);
          probe.style.color = `var(--${name})`;
          shown.fillStyle = getComputedStyle(probe).color;
          shown.fillRect(0, 0, 1, 1);
          const [red, green, blue] = [...shown.getImageData(0, 0, 1, 1).data].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
          return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        /** @type {Set<string>} */
        const low = new Set();
        for (let hue = 0; hue < 360; hue += 5)
          for (const chroma of [0, 0.05, 0.15, 0.3]) {
            document.documentElement.style.setProperty("--host", `oklch(0.7 ${chroma} ${hue})`);
            const found = new Map([...names].map((name) => [name, luminance(name)]));
            for (const [word, ground, floor] of pairs) {
              const [dark, light] = [word, ground].map((name) => /** @type {number} */ (found.get(name))).sort((a, b) => a - b);
              if ((light + 0.05) / (dark + 0.05) < floor) low.add(`${word} on ${ground}`);
            }
          }
        return [...low];
      });
      assert.deepEqual(low, [], colorScheme);
    }
  });

  on("nothing moves where the system asks for that", async (page) => {
    await page.getByRole("button", { name: "Move Dev Server down" }).evaluate((button) => /** @type {HTMLElement} */ (button).click());
    await page.getByRole("button", { name: "Select", exact: true }).click();
    await field(page, "Accent").fill("#9ece6a");
    // A glow that ends at once is none.
    const moving = await page.evaluate(() => document.getAnimations().filter((each) => each.effect?.getTiming().easing !== "step-end" && each.effect?.getComputedTiming().duration > 0).map((each) => /** @type {CSSAnimation} */ (each).animationName ?? "moves"));
    assert.deepEqual(moving.filter((name) => name !== "glow"), []);
  });

  on("has tabs on a phone", async (page) => {
    const tab = (title) => page.getByRole("tab", { name: title });
    await soon(async () => assert.deepEqual(await page.getByRole("tab").allTextContents(), ["Domains", "Edit", "Files"]));
    await soon(async () => assert.ok(await preview(page).isVisible()));
    await tab("Edit").focus();
    await page.keyboard.press("ArrowRight");
    await soon(async () => assert.equal(await tab("Files").getAttribute("aria-selected"), "true"));
    await soon(async () => assert.ok(await shownFile(page).isVisible()));
    await tab("Domains").click();
    await choose(page, "Workstation");
    await soon(async () => assert.equal(await tab("Edit").getAttribute("aria-selected"), "true"));
    // The preview stays in view while one edits.
    await page.getByRole("heading", { name: "Connection" }).click();
    await field(page, "WezTerm’s programs").focus();
    const box = await preview(page).boundingBox();
    assert.ok(box && box.y >= 0 && box.y < 200);
  }, { viewport: NARROW });

  const broken = { domain: [{ name: "local", address: "me@host", accent: "#12" }, { name: "b", address: "b", accent: "#dc143c", tabs: 99 }], keys: { leader: "a" } };
  const crowd = { domain: Array.from({ length: 60 }, (_, index) => ({ name: `a-name-of-forty-characters-for-host-no-${index + 10}`, address: `10.0.0.${index + 1}`, accent: ["#ffffff", "#000000", "#ffff00", "#0000ff"][index % 4] })) };

  for (const viewport of [WIDE, { width: 800, height: 900 }, NARROW])
    for (const [state, project] of /** @type {const} */ ([["example", null], ["mistakes", broken], ["60 domains", crowd]]))
      on(`axe finds nothing: ${viewport.width} px, ${state}`, async (page) => {
        if (project === broken) await page.locator("#mistakes h3").first().waitFor({ state: "attached" });
        if (project === crowd) await page.locator("#files-text").waitFor({ state: "attached" });
        for (const tab of await page.getByRole("tab").all()) {
          await tab.click();
          await axe(page, (await tab.textContent()) ?? "");
        }
        if (viewport === WIDE) await axe(page, "all at once");
        if (state === "60 domains") return;

        const domains = page.getByRole("tab", { name: "Domains" });
        if (await domains.isVisible()) await domains.click();
        await page.getByRole("button", { name: /^Everything/ }).click();
        await page.getByRole("list", { name: "How the domains look" }).getByRole("listitem").first().waitFor({ state: "attached" });
        await page.getByRole("button", { name: "List the tabs" }).waitFor({ state: "attached" });
        await axe(page, "everything");
        if (await domains.isVisible()) await domains.click();
        await page.getByRole("button", { name: "Import", exact: true }).click();
        await page.getByLabel("Text to import").fill('[[domain]]\nname = "local"\nlable = 1\n');
        await page.getByText("Line 3: lable is not a key of domain").waitFor();
        await axe(page, "import");
      }, {
        viewport,
        prepare: async (context) => {
          if (project) await context.addInitScript((text) => localStorage.setItem("wezmux.project", text), JSON.stringify(project));
        },
      });
});
