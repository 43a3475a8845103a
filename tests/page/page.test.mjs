/**
 * Drives the page in a real Chromium, by role and label: served from files under a sub-path as GitHub Pages does, and
 * by `wezmux serve`. It needs the program (WEZMUX, or target/{debug,release}/wezmux) and a Chromium.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { LIMIT, NARROW, WIDE, axe, browser, choose, clipboard, colors, described, drawing, field, files, mended, names, paste, preview, served, shownFile, soon } from "./driver.mjs";
import { ROOT, program, serveFiles, serveProgram } from "./serve.mjs";

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
      await soon(async () => assert.match(await shownFile(page).innerText(), /local wezterm = require "wezterm"/));
      await soon(async () => assert.deepEqual(await files(page).getByRole("button").allTextContents(), [
        "wezterm.lua", "wezmux.lua", "CHEATSHEET.md", "wezmux.toml",
        ...Array(3).fill(["setup.sh", "wezterm.lua", "wezterm-mux-server.service"]).flat(),
      ]));
    });

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
      await soon(async () => assert.match(await shownFile(page).innerText(), /\{ -- from #e0af68\n {4}name = "dev-server"/));
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

    on("makes the same files as the program, byte for byte", async (page) => {
      await page.getByRole("button", { name: "Add domain" }).click();
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

    on("adds a domain with a free name and a free colour, and asks for its name first", async (page) => {
      await page.getByRole("button", { name: "Add domain" }).click();
      await soon(async () => assert.equal(await field(page, "Name").inputValue(), "host-1"));
      await soon(async () => assert.ok(await field(page, "Name").evaluate((input) => input === document.activeElement)));
      await soon(async () => assert.ok(!["#bb9af7", "#e0af68", "#dc143c"].includes(await field(page, "Accent").inputValue())));
      await soon(async () => assert.equal(
        await described(page, "Address"),
        "address is missing, expected an address: host, host:port, [v6]:port or an ssh alias",
      ));
      await page.getByRole("heading", { name: "1 thing to fill in" }).waitFor();
      await page.getByText("Until then the files are as they were.").waitFor();
      await page.getByText("not up to date", { exact: true }).waitFor();
      await field(page, "Address").fill("10.0.0.9");
      await files(page).getByText("host-1").waitFor();
      await soon(async () => assert.ok(await mended(page)));
      await page.getByRole("button", { name: "Add domain" }).click();
      await soon(async () => assert.equal(await field(page, "Name").inputValue(), "host-2"));
    });

    on("keeps the kind of file in view when a domain is renamed", async (page) => {
      await files(page).getByRole("button", { name: "setup.sh for dev-server" }).click();
      await field(page, "Name").fill("dev");
      await soon(async () => assert.equal(await shownFile(page).getAttribute("aria-label"), "Text of hosts/dev/setup.sh"));
      await choose(page, "Staging");
      await soon(async () => assert.equal(await shownFile(page).getAttribute("aria-label"), "Text of hosts/staging/setup.sh"));
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
      await soon(async () => assert.match(await shownFile(page).innerText(), /name = "staging"[^]*name = "dev-server"[^]*name = "workstation"/));
    });

    on("says beside the field what is wrong, marks the row, and leads there", async (page) => {
      await field(page, "Accent").fill("#e0af6g");
      await soon(async () => assert.equal(await described(page, "Accent"), "accent #e0af6g must be a colour such as #bb9af7, rebeccapurple, rgb(187 154 247) or oklch(75% 0.13 299) g is not a hex digit; did you mean #e0af6f?"));
      await soon(async () => assert.equal(await field(page, "Accent").getAttribute("aria-invalid"), "true"));
      await soon(async () => assert.equal((await colors(page)).badge, "#bb9af7", "the last good colour stays"));
      await field(page, "Accent").fill("#bb9af7");
      await soon(async () => assert.equal(await field(page, "Accent").getAttribute("aria-invalid"), null));

      await field(page, "Name").fill("Staging");
      await choose(page, "Staging");
      await soon(async () => assert.equal(
        await described(page, "Name"),
        "name staging is taken by another domain give each domain a name of its own; upper and lower case are the same",
      ));
      await choose(page, "Dev Server");
      await field(page, "Name").fill("local");
      await soon(async () => assert.equal(await described(page, "Name"), "name local must be a name that WezTerm does not use itself try local-host"));

      await page.getByRole("heading", { name: "Tabs" }).click();
      await field(page, "Tabs").fill("many");
      await soon(async () => assert.match(await described(page, "Tabs"), /^tabs must be a whole number, found text many/));
      await page.getByRole("list", { name: "Domains, in the order" }).getByRole("img", { name: "2 things to fix" }).waitFor();
      await page.getByRole("heading", { name: "2 things to fix" }).waitFor();

      await choose(page, "Workstation");
      await page.getByRole("button", { name: /whole number/ }).click();
      await page.getByRole("heading", { name: "Dev Server", level: 2 }).waitFor();
      await soon(async () => assert.ok(await field(page, "Tabs").evaluate((input) => input === document.activeElement)));
      await field(page, "Tabs").fill("");
      await field(page, "Name").fill("dev");
      await soon(async () => assert.ok(await mended(page)));
      await files(page).getByText("dev", { exact: true }).waitFor();
    });

    on("shows the default in an empty field, and takes an emptied field out of the project", async (page) => {
      await choose(page, "Workstation");
      await soon(async () => assert.equal(await field(page, "User name").inputValue(), "dev"));
      await field(page, "User name").fill("");
      await soon(async () => assert.equal(await field(page, "User name").getAttribute("placeholder"), "ubuntu"));
      await files(page).getByRole("button", { name: "wezmux.toml" }).click();
      await soon(async () => assert.equal((await shownFile(page).innerText()).match(/username/g)?.length, 1));
      await page.getByRole("button", { name: /^Everything/ }).click();
      await field(page, "User name").fill("");
      await field(page, "Leader").fill("CTRL+b");
      await soon(async () => assert.equal(await field(page, "Send the leader").getAttribute("placeholder"), "LEADER+CTRL+b"));
      await choose(page, "Workstation");
      await soon(async () => assert.equal(await field(page, "User name").getAttribute("placeholder"), "the one ssh chooses"));
    });

    on("points at the lines that changed", async (page) => {
      await field(page, "Accent").fill("#9ece6a");
      const fresh = page.locator(".l.fresh");
      await soon(async () => assert.match((await fresh.allTextContents()).join(""), /-- from #9ece6a/));
      await soon(async () => assert.ok((await fresh.count()) < 30));
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
      await dialog.getByText("It has 1 domain: local. Importing it replaces your 3 domains (dev-server, staging, workstation), the defaults and the keys.").waitFor();
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
    });

    on("reads a project with an error and lets one mend it here", async (page) => {
      await page.getByRole("button", { name: "Import", exact: true }).click();
      await page.getByLabel("Text to import").fill('[[domain]]\nname = "a"\naddress = "me@a.example"\naccent = "#fff"\n');
      await page.getByRole("button", { name: "Import and fix it here" }).click();
      await soon(async () => assert.match(await described(page, "Address"), /^address me@a\.example must be .* write the user as username = "me" and the address as a\.example$/));
      await field(page, "Address").fill("a.example");
      await soon(async () => assert.ok(await mended(page)));
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

    on("works where the browser keeps nothing, and says so", async (page) => {
      await paste(page, "#9ece6a");
      await soon(async () => assert.equal((await colors(page)).badge, "#9ece6a"));
      await page.getByRole("alert").getByText("This browser keeps nothing: once this page is closed or loaded again, your work is gone.").waitFor();
      await page.getByRole("button", { name: "Dark colours" }).click();
    }, {
      prepare: (context) =>
        context.addInitScript(() => {
          Object.defineProperty(window, "localStorage", { get() { throw new DOMException("blocked", "SecurityError"); } });
        }),
    });

    on("starts afresh where what was kept cannot be read", async (page) => {
      await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Staging", "Workstation"]));
      // It is put aside, and said.
      await page.getByRole("alert").getByText("What this browser had kept cannot be read.").waitFor();
      assert.equal(await page.evaluate(() => localStorage.getItem("wezmux.project-unreadable")), "{nonsense");
    }, { prepare: (context) => context.addInitScript(() => localStorage.setItem("wezmux.project", "{nonsense")) });

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
      const switched = page.getByRole("button", { name: "Retro tab bar" });
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

    on("undoes and redoes everything, and says what", async (page) => {
      const undo = page.getByRole("button", { name: /^Undo: |^Nothing to undo/ });
      const redo = page.getByRole("button", { name: /^Redo: |^Nothing to redo/ });
      assert.ok(await undo.isDisabled());
      await field(page, "Name").fill("alpha");
      await page.getByRole("button", { name: "Add domain" }).click();
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

    on("says under the accent what it is shown as, and what shows through", async (page) => {
      await field(page, "Accent").fill("black");
      await page.getByText(/^Shown as #ffffff, since #000000 would be hard to see/).waitFor();
      await page.locator("summary").getByText("Theme", { exact: true }).click();
      await page.getByLabel("Opacity").fill("40");
      await page.getByText(/^Hard to read: text over anything behind the window, \d\.\d to 1$/).waitFor();
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
      await page.getByRole("button", { name: "To look at" }).click();
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

    on("shares the project as a link, with hosts only when asked", async (page) => {
      await field(page, "Label").fill("Renamed");
      // The address bar can always be copied.
      await soon(async () => assert.match(page.url(), /#1\.[\w-]+$/));
      await page.getByRole("button", { name: "Share" }).click();
      const link = page.getByLabel("Link", { exact: true });
      // The browser takes a moment to compress it.
      await soon(async () => assert.equal(await link.inputValue(), page.url()));
      const bare = page.url();
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
      await page.getByRole("dialog", { name: "Import what you have" }).waitFor();
      await page.getByText("It has 3 domains: dev-server, staging, workstation.").waitFor();
      await page.getByRole("button", { name: "Import", exact: true }).last().click();
      await soon(async () => assert.deepEqual(await names(page), ["Renamed", "Staging", "Workstation"]));
      await soon(async () => assert.ok(await mended(page)));
    });

    on("takes tags with commas between", async (page) => {
      await page.locator("summary").getByText("Key and tags", { exact: true }).click();
      await field(page, "Tags").pressSequentially("eu, web");
      assert.equal(await field(page, "Tags").inputValue(), "eu, web");
      await files(page).getByRole("button", { name: "wezmux.toml" }).click();
      await soon(async () => assert.match(await shownFile(page).innerText(), /tags = \["eu", "web"\]/));
      await field(page, "Tags").fill("eu, w b");
      await soon(async () => assert.match(await described(page, "Tags"), /tags/));
      assert.ok(!(await mended(page)));
    });

    on("says what is wrong with a link", async (page) => {
      await page.evaluate(() => { location.hash = "#1.eNp9"; });
      await page.getByText("the link is cut short").waitFor();
      await page.getByRole("button", { name: "Cancel" }).click();
      await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Staging", "Workstation"]));
    });

    on("shows all windows small, and leads to each", async (page) => {
      await page.getByRole("button", { name: /^Everything/ }).click();
      const windows = page.getByRole("list", { name: "How the domains look" });
      await soon(async () => assert.deepEqual(await windows.getByRole("button").allTextContents(), ["Dev Server", "Staging", "Workstation"]));
      const sources = await windows.locator("img").evaluateAll((images) => images.map((image) => decodeURIComponent(image.getAttribute("src"))));
      assert.deepEqual(sources.map((source) => /<title>(.*)<\/title>/.exec(source)[1]), ["Dev Server", "Staging", "Workstation"]);
      await windows.getByRole("button", { name: "Staging" }).click();
      await soon(async () => assert.equal((await colors(page)).badge, "#e0af68"));
    });

    on("gives the next steps, with the command for each host", async (page) => {
      await page.getByRole("button", { name: "Next steps" }).click();
      const steps = page.getByRole("region", { name: "Next steps" });
      await steps.getByText("ssh -l ubuntu 10.20.30.2 sh -s <hosts/staging/setup.sh").waitFor();
      await steps.getByRole("button", { name: "Copy the set-up command for staging" }).click();
      await soon(async () => assert.equal(await clipboard(page), "ssh -l ubuntu 10.20.30.2 sh -s <hosts/staging/setup.sh"));
      await page.getByRole("button", { name: "Next steps" }).click();
      await shownFile(page).waitFor();
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
  });
}

test("the types of the page's scripts fit together and to the core's", LIMIT, async () => {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  await promisify(execFile)(process.execPath, [tsc, "--noEmit", "-p", import.meta.dirname], { timeout: 50_000 }).catch(({ stdout }) => assert.fail(stdout));
});

test("the page allows no inline script or style, and no other origin", async () => {
  const html = await readFile(join(ROOT, "index.html"), "utf8");
  const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1];
  assert.equal(
    policy,
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'",
  );
  assert.ok(!/\sstyle=|\son\w+=|<style|(?:src|href)="(?:\/|[a-z]+:)/.test(html));
});

describe("seen by everyone", () => {
  /** @type {{ url: string, close: () => Promise<void> }} */
  let server;
  before(async () => (server = await serveFiles()), { timeout: 20_000 });
  after(() => server?.close());

  test("says so where WebAssembly or JavaScript is missing", LIMIT, async () => {
    const context = await browser.newContext();
    const without = await browser.newContext({ javaScriptEnabled: false });
    try {
      await context.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
      const page = await context.newPage();
      await page.goto(server.url);
      await page.getByRole("alert").getByText("This browser has no WebAssembly").waitFor({ timeout: 8000 });
      const plain = await without.newPage();
      await plain.goto(server.url);
      await plain.locator("noscript p").waitFor({ timeout: 8000 });
    } finally {
      await context.close();
      await without.close();
    }
  });

  const broken = { domain: [{ name: "local", address: "me@host", accent: "#12" }, { name: "b", address: "b", accent: "#dc143c", tabs: 99 }], keys: { leader: "a" } };
  const crowd = { domain: Array.from({ length: 60 }, (_, index) => ({ name: `a-name-of-forty-characters-for-host-no-${index + 10}`, address: `10.0.0.${index + 1}`, accent: ["#ffffff", "#000000", "#ffff00", "#0000ff"][index % 4] })) };

  for (const colorScheme of /** @type {const} */ (["light", "dark"]))
    for (const viewport of [WIDE, { width: 800, height: 900 }, NARROW])
      for (const [state, project] of /** @type {const} */ ([["example", null], ["mistakes", broken], ["60 domains", crowd]]))
        test(`axe finds nothing: ${colorScheme}, ${viewport.width} px, ${state}`, LIMIT, async () => {
          const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
          try {
            context.setDefaultTimeout(8000);
            if (project) await context.addInitScript((text) => localStorage.setItem("wezmux.project", text), JSON.stringify(project));
            const page = await context.newPage();
            await page.goto(server.url);
            await page.locator("#app").waitFor();
            const check = (/** @type {string} */ where) => axe(page, where);
            for (const tab of await page.getByRole("tab").all()) {
              await tab.click();
              await check((await tab.textContent()) ?? "");
            }
            if (viewport === WIDE) await check("all at once");
            if (state === "60 domains") return;

            const domains = page.getByRole("tab", { name: "Domains" });
            if (await domains.isVisible()) await domains.click();
            await page.getByRole("button", { name: /^Everything/ }).click();
            await check("everything");
            if (await domains.isVisible()) await domains.click();
            await page.getByRole("button", { name: "Import", exact: true }).click();
            await page.getByLabel("Text to import").fill('[[domain]]\nname = "local"\nlable = 1\n');
            await check("import");
          } finally {
            await context.close();
          }
        });
});
