/**
 * What a server has a part in: the page from files under a sub-path, as GitHub Pages gives it, and from `wezmux serve`.
 * It needs the program (WEZMUX, or target/{debug,release}/wezmux) and a Chromium.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { describe } from "node:test";
import { promisify } from "node:util";
import { begun, browser, choose, clipboard, colors, field, files, mended, names, paste, served, shownFile, shownText, soon } from "./driver.mjs";
import { program, serveFiles, serveProgram } from "./serve.mjs";

for (const [name, serve] of /** @type {const} */ ([
  ["from files under a sub-path", serveFiles],
  ["from `wezmux serve`", serveProgram],
])) {
  describe(name, () => {
    const on = served(serve);

    on("shows the example, and says so", async (page) => {
      await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Staging", "Workstation"]));
      await page.getByText("These are examples. Make them yours.").waitFor();
      await soon(async () => assert.equal(await field(page, "Accent").inputValue(), "#bb9af7"));
      await soon(async () => assert.equal((await colors(page)).badge, "#bb9af7"));
      await page.getByText(/^Text is easy to read: \d+\.\d to 1$/).waitFor();
      await soon(async () => assert.match(await shownText(page), /local wezterm = require "wezterm"/));
      await soon(async () => assert.deepEqual(await files(page).getByRole("button").allTextContents(), [
        "wezterm.lua", "wezmux.lua", "CHEATSHEET.md", "wezmux.toml",
        ...Array(3).fill(["setup.sh", "wezterm.lua", "wezterm-mux-server.service"]).flat(),
      ]));
    });

    on("makes the same files as the program, byte for byte", async (page) => {
      await page.getByRole("button", { name: "Add domain" }).click();
      await begun(page, "host-1");
      await page.keyboard.type("build-box");
      await field(page, "Address").fill("[2001:db8::7]:2222");
      await field(page, "User name").fill("o.k");
      await field(page, "Accent").fill("7aa2f7");
      await page.getByText("Badge", { exact: true }).click();
      await field(page, "Label").fill(`Bäu's "box" $1 %h \\ [x](y) | <b>`);
      await field(page, "Icon").fill("🚀");
      await page.getByRole("heading", { name: "Tabs" }).click();
      await field(page, "Folder").fill("/srv/it's here/$HOME");
      await field(page, "Tabs").fill("5");
      await field(page, "Shell").fill("/usr/bin/fish");
      await page.getByText("Connection", { exact: true }).click();
      await field(page, "Connects with").selectOption("wezterm");
      await field(page, "WezTerm’s programs").fill("~/.local/bin");
      await field(page, "Attaches").selectOption("false");
      await page.getByRole("button", { name: /^Everything/ }).click();
      await field(page, "Leader waits, in milliseconds").fill("1500");
      await soon(async () => assert.ok(await mended(page)));
      // A slow machine makes the files when the typing pauses: the last thing typed is in them when all is.
      await files(page).getByRole("button", { name: "wezterm.lua", exact: false }).first().click();
      await soon(async () => assert.match((await shownFile(page).evaluate((pre) => pre.textContent)) ?? "", /timeout_milliseconds = 1500/));

      /** @type {Record<string, string>} */
      const copied = {};
      for (const leaf of await files(page).getByRole("button").all()) {
        await leaf.click();
        const path = ((await shownFile(page).getAttribute("aria-label")) ?? "").replace("Text of ", "");
        const button = page.getByRole("button", { name: /^Copy / });
        const label = (await button.innerText()).trim();
        if (path.endsWith("build-box/wezterm-mux-server.service")) assert.equal(label, "Copy unit for build-box");
        await button.click();
        await page.getByRole("button", { name: "Copied" }).waitFor();
        copied[path] = await clipboard(page);
        await soon(async () => assert.equal(await shownFile(page).evaluate((pre) => pre.textContent), copied[path], path));
      }

      const folder = await mkdtemp(join(tmpdir(), "wezmux-page-"));
      try {
        const { "wezmux.toml": project, ...fromPage } = copied;
        await writeFile(join(folder, "wezmux.toml"), project);
        await promisify(execFile)(program(), ["build", "wezmux.toml", "-o", "out"], { cwd: folder, timeout: 20_000 });
        const out = join(folder, "out");
        const entries = await readdir(out, { recursive: true, withFileTypes: true });
        /** @type {Record<string, string>} */
        const fromProgram = {};
        for (const entry of entries)
          if (entry.isFile() && !entry.name.startsWith(".")) {
            const path = join(entry.parentPath ?? entry.path, entry.name);
            fromProgram[relative(out, path)] = await readFile(path, "utf8");
          }
        assert.equal(Object.keys(fromProgram).length, 15);
        assert.deepEqual(Object.keys(fromPage).sort(), Object.keys(fromProgram).sort());
        for (const [path, text] of Object.entries(fromProgram))
          assert.ok(fromPage[path] === text, `${path} is another one on the page: is pkg/ older than the program?`);
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    on("hands a file over as a download", async (page) => {
      await files(page).getByRole("button", { name: "setup.sh for staging" }).click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Download installer for staging" }).click(),
      ]);
      assert.equal(download.suggestedFilename(), "staging-setup.sh");
      const text = await readFile(await download.path(), "utf8");
      assert.match(text, /^#!\/bin\/sh\n/);
      await soon(async () => assert.equal(text, await shownFile(page).evaluate((pre) => pre.textContent)));
    });

    on("imports a project file, and says before what is wrong and what goes", async (page) => {
      const open = () => page.getByRole("button", { name: "Import", exact: true }).click();
      const dialog = page.getByRole("dialog", { name: "Import what you have" });
      const text = page.getByLabel("Text to import");
      await open();
      await text.fill('[[domain]]\nname = "a\n');
      await dialog.getByText(/^Line 2: /).waitFor();
      await dialog.getByText("Mend it in the text above first.").waitFor();
      await soon(async () => assert.ok(await dialog.getByRole("button", { name: "Import", exact: true }).isDisabled()));

      await text.fill('[[domain]]\nname = "local"\naddress = "a.example"\naccent = "#fff"\nlable = "A"\n');
      await dialog.getByRole("heading", { name: "2 things to fix in it" }).waitFor();
      await dialog.getByText("Line 5: lable is not a key of domain").waitFor();
      await dialog.getByText("It has 1 domain: local. It replaces the examples.").waitFor();
      await dialog.getByRole("button", { name: "Cancel" }).click();
      await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Staging", "Workstation"]));

      await open();
      await soon(async () => assert.equal(await text.inputValue(), ""));
      await dialog.getByLabel("Choose a file").setInputFiles({
        name: "wezmux.json",
        mimeType: "application/json",
        buffer: Buffer.from(JSON.stringify({ keys: { leader: "CTRL+Space" }, domain: [{ name: "a", address: "a.example", accent: "#7dcfff" }, { name: "b", address: "b.example", accent: "#ff79c6" }] })),
      });
      await dialog.getByText(/^It has 2 domains: a, b\./).waitFor();
      await dialog.getByRole("button", { name: "Import", exact: true }).click();
      await soon(async () => assert.deepEqual(await names(page), ["a", "b"]));
      await soon(async () => assert.equal((await colors(page)).badge, "#7dcfff"));
      await page.getByText("Imported 2 domains.").waitFor();
      await page.getByRole("button", { name: "Undo: bring back your 3 domains" }).click();
      await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Staging", "Workstation"]));

      await open();
      await text.fill('[defaults]\nusername = "x"\n\n[[domain]]\nname = "good"\naddress = "g.example"\naccent = "#9ece6a"\n');
      await dialog.getByRole("button", { name: "Import", exact: true }).click();
      await files(page).getByText("good").waitFor();
      await page.getByText("Imported 1 domain.").waitFor();
      await field(page, "Name").fill("better");
      await soon(async () => assert.equal(await page.getByText("Imported 1 domain.").count(), 0, "an undo that would lose what was typed since is not offered"));

      // Wherever the focus is in the dialog.
      await open();
      await dialog.getByRole("button", { name: "Cancel" }).focus();
      await paste(page, '[[domain]]\nname = "c"\naddress = "c.example"\naccent = "#fff"\n');
      await dialog.getByText("It has 1 domain: c. Importing it replaces your 1 domain (better), the defaults and the keys.").waitFor();
    });

    on("keeps the project and the colours over a reload", async (page) => {
      await choose(page, "Staging");
      await field(page, "Address").fill("staging.example:2222");
      await page.getByRole("button", { name: "Dark colours" }).click();
      await page.reload();
      await choose(page, "Staging");
      await soon(async () => assert.equal(await field(page, "Address").inputValue(), "staging.example:2222"));
      await soon(async () => assert.equal(await page.getByText("These are examples").isVisible(), false));
      await page.getByText("Kept in this browser only.").waitFor();
      await page.getByRole("button", { name: "Light colours" }).waitFor();
    }, { colorScheme: "light" });

    on("shares the project as a link, with hosts only when asked", async (page) => {
      await field(page, "Label").fill("Renamed");
      // The address bar can always be copied.
      await soon(async () => assert.match(page.url(), /#1\.[\w-]+$/));
      await page.getByRole("button", { name: "Share" }).click();
      const link = page.getByLabel("Link", { exact: true });
      // The browser takes a moment to compress it.
      await soon(async () => assert.equal(await link.inputValue(), page.url()));
      const bare = page.url();
      await page.getByText("This page is on your own computer: who gets the link pastes it into Import on theirs.").waitFor();
      await page.getByLabel("With names, addresses").check();
      await page.getByText("Whoever has this link sees where your hosts are").waitFor();
      await soon(async () => assert.ok((await link.inputValue()).length > bare.length));
      const whole = await link.inputValue();
      await page.getByRole("button", { name: "Copy link" }).click();
      await soon(async () => assert.equal(await clipboard(page), whole));
      await page.getByRole("button", { name: "Close" }).click();
      // The project that is here is not asked about.
      await page.reload();
      await soon(async () => assert.deepEqual(await names(page), ["Renamed", "Staging", "Workstation"]));
      assert.equal(await page.getByRole("dialog").count(), 0);
      // Another one is shown before it replaces anything.
      await choose(page, "Staging");
      await page.getByRole("button", { name: "Remove staging" }).click();
      await soon(async () => assert.notEqual(page.url(), bare));
      // That one without hosts has none is no mistake of the one who opens it.
      await page.evaluate((hash) => { location.hash = hash; }, new URL(bare).hash);
      await page.getByText("This link says nothing of hosts. 3 addresses are yours to fill in here.").waitFor();
      assert.equal(await page.getByRole("heading", { name: /to fix in it/ }).count(), 0);
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.evaluate((hash) => { location.hash = hash; }, new URL(whole).hash);
      await page.getByRole("dialog", { name: "Open the project in this link" }).waitFor();
      await page.getByText("It has 3 domains: dev-server, staging, workstation.").waitFor();
      await page.getByRole("button", { name: "Replace my 2 domains" }).click();
      await soon(async () => assert.deepEqual(await names(page), ["Renamed", "Staging", "Workstation"]));
      await soon(async () => assert.ok(await mended(page)));
    });
  });
}
