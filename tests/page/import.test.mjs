/** Starting from what people have: an ssh_config and a wezterm.lua, shown before they change anything. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe } from "node:test";
import { NARROW, axe, choose, described, field, files, mended, names, paste, served, shownText, soon } from "./driver.mjs";
import { ROOT, serveFiles } from "./serve.mjs";

const GUIDE = await readFile(join(ROOT, "tests/wezterm_lua/guide.lua"), "utf8");
const SSH = `Host gate
  HostName 192.0.2.1
  User ops

Host web
  HostName 10.20.30.1
  ProxyJump gate
  Compression yes

Host *.internal
  User me
Include work/*
`;
const OWN = { domain: [{ name: "web", address: "web", accent: "#bb9af7", transport: "wezterm" }, { name: "gate", address: "192.0.2.1", username: "ops", accent: "#e0af68" }] };
const keeping = (project) => ({ prepare: (context) => context.addInitScript((text) => { if (!localStorage.length) localStorage.setItem("wezmux.project", text); }, JSON.stringify(project)) });

describe("importing what people have", () => {
  const on = served(serveFiles);
  const dialog = (page) => page.getByRole("dialog", { name: "Import what you have" });
  const text = (page) => page.getByLabel("Text to import");
  const button = (page, name) => dialog(page).getByRole("button", { name, exact: true });
  const open = (page) => page.getByRole("button", { name: "Import", exact: true }).click();
  const fold = (page, title) => dialog(page).locator("details").filter({ has: page.getByRole("heading", { name: title }) });
  const isOpen = (page, title) => fold(page, title).evaluate((details) => /** @type {HTMLDetailsElement} */ (details).open);
  const words = async (locator) => (await locator.textContent()).replace(/\s+/g, " ");
  const toml = async (page) => {
    await files(page).getByRole("button", { name: "wezmux.toml" }).click();
    return shownText(page);
  };

  on("an ssh_config becomes domains that ssh reaches, and says of each line what became of it", async (page) => {
    await field(page, "Name").fill("mine");
    await open(page);
    await text(page).fill(SSH);
    await dialog(page).getByText("New: 2 domains.", { exact: true }).waitFor();
    assert.equal(await page.getByLabel("Read as").inputValue(), "ssh_config");
    assert.match(await words(fold(page, "New 2")), /gateaddress = "gate".*webaddress = "web".*transport = "openssh"/);
    assert.equal(await isOpen(page, "Stays in your file"), false);
    await fold(page, "Stays in your file, and counts there 3").locator("summary").click();
    const kept = await words(fold(page, "Stays in your file"));
    assert.match(kept, /Line 8: Compression: /);
    assert.match(kept, /Line 10: Host: is no host/);
    const left = await words(fold(page, "Not taken, and why 2"));
    assert.match(left, /Line 12: work\/\* is not read here: no other file is at hand ?import that file as well, or run wezmux import ssh, which reads it/);
    // The example has defaults of its own, which count for whom ssh would choose a user.
    assert.match(left, /The project.s \[defaults\] have username, which counts for web in place of what ssh would choose/i);
    assert.match(await words(fold(page, "Taken, and how")), /Line 5: web: .*over openssh: WezTerm.s own ssh does not heed ProxyJump/);
    // Nothing has changed so far.
    await button(page, "Cancel").click();
    assert.deepEqual(await names(page), ["Dev Server", "Staging", "Workstation"]);

    await open(page);
    await text(page).fill(SSH);
    await button(page, "Import").click();
    await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Staging", "Workstation", "gate", "web"]));
    await page.getByRole("heading", { name: "gate", level: 2 }).waitFor();
    await soon(async () => assert.ok(await mended(page)));
    await choose(page, "web");
    await soon(async () => assert.match(await toml(page), /name = "web"\naddress = "web"\naccent = "#[0-9a-f]{6}"\ntransport = "openssh"/));
    await page.getByText("Imported. New: 2 domains.").waitFor();
    await page.getByRole("button", { name: "Undo: bring back what was here before the import" }).click();
    await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Staging", "Workstation"]));
    assert.equal(await field(page, "Name").inputValue(), "mine");
  });

  on("the guide's wezterm.lua becomes its three servers, with their colours and keys; the examples are replaced", async (page) => {
    await open(page);
    await dialog(page).getByLabel("Choose a file").setInputFiles({ name: "wezterm.lua", mimeType: "text/x-lua", buffer: Buffer.from(GUIDE) });
    await dialog(page).getByText("New: 3 domains, this computer, keys. It replaces the examples.").waitFor();
    assert.equal(await page.getByLabel("Read as").inputValue(), "wezterm.lua");
    assert.match(await words(fold(page, "New 5")), /Keys.*leader = "CTRL\+a".*dev-server.*accent = "#bb9af7".*key = "LEADER\+1"/);
    assert.equal(await isOpen(page, "Does not do what it seems to 2"), true);
    assert.match(await words(fold(page, "Does not do what it seems to")), /Line 51: background: .*Line 175: spawn_window: /);
    await button(page, "Import").click();
    await soon(async () => assert.deepEqual(await names(page), ["Dev Server", "Staging", "Workstation"]));
    await soon(async () => assert.ok(await mended(page)));
    await soon(async () => assert.match(await toml(page), /leader = "CTRL\+a"/));
    const found = await toml(page);
    for (const [accent, key] of [["#bb9af7", 1], ["#e0af68", 2], ["#dc143c", 3]]) assert.match(found, new RegExp(`accent = "${accent}"[^\\[]*key = "LEADER\\+${key}"`));
    assert.match(found, /next_tab = "CTRL\+SHIFT\+RightArrow!"/);
  });

  on("a merge shows what is new, what changes from what to what, and what is the same", async (page) => {
    await open(page);
    await text(page).fill(`${SSH}Host db\n  HostName 10.20.30.2\n`);
    await dialog(page).getByText("New: 1 domain. Changed: 1 domain. The same: 1 domain.").waitFor();
    assert.match(await words(fold(page, "New 1")), /db/);
    assert.equal(await words(fold(page, "Changed 1")), 'Changed 1webtransport: "wezterm" → becomes "openssh"');
    assert.equal(await words(fold(page, "The same 1")), "The same 1gate");
    await button(page, "Import").click();
    await soon(async () => assert.deepEqual(await names(page), ["web", "gate", "db"]));
    await page.getByRole("heading", { name: "web", level: 2 }).waitFor();
    // Once it is there, there is nothing to do.
    await open(page);
    await text(page).fill(`${SSH}Host db\n  HostName 10.20.30.2\n`);
    await dialog(page).getByText("Your project has all of it already.").waitFor();
    assert.ok(await button(page, "Import").isDisabled());
    // Beside it there is: as if nothing else were here.
    await button(page, "Import as a new project").click();
    await page.getByRole("button", { name: /^Projects; .*Imported/ }).waitFor();
    await soon(async () => assert.deepEqual(await names(page), ["gate", "web", "db"]));
  }, keeping(OWN));

  on("a mistake stops it, and says where it is", async (page) => {
    await open(page);
    await text(page).fill("Host web\n  Port seventy\n");
    await dialog(page).getByRole("heading", { name: "1 thing to fix in it" }).waitFor();
    await dialog(page).getByText("Mend it in the text above first.").waitFor();
    assert.match(await words(dialog(page).locator(".outcome")), /Line 2: Port seventy must be a number between 1 and 65535/);
    assert.equal(await text(page).getAttribute("aria-invalid"), "true");
    assert.ok(await button(page, "Import").isDisabled() && await button(page, "Import as a new project").isDisabled());
    await text(page).fill("local wezterm = require 'wezterm'\nreturn {\n");
    await soon(async () => assert.match(await words(dialog(page).locator(".outcome")), /Line [23]: /));
    assert.ok(await button(page, "Import").isDisabled());
    await text(page).fill("Host web\n  HostName 10.0.0.1\n");
    await soon(async () => assert.ok(await button(page, "Import").isEnabled()));
    assert.equal(await text(page).getAttribute("aria-invalid"), null);
  });

  on("what is taken for something else can be put right, until another text comes", async (page) => {
    await open(page);
    assert.equal(await page.getByLabel("Read as").isVisible(), false);
    const odd = "Host web\n  SetEnv A=1,\n  SetEnv B=2,\n";
    await text(page).fill(odd);
    await soon(async () => assert.equal(await page.getByLabel("Read as").inputValue(), "wezterm.lua"));
    await page.getByLabel("Read as").selectOption("an ssh_config");
    await dialog(page).getByText("New: 1 domain. It replaces the examples.").waitFor();
    // It stays so while one goes on to type.
    await text(page).fill(`${odd}  SetEnv C=3,\nHost db\n`);
    await dialog(page).getByText("New: 2 domains. It replaces the examples.").waitFor();
    await text(page).fill("");
    await text(page).fill(GUIDE);
    await soon(async () => assert.equal(await page.getByLabel("Read as").inputValue(), "wezterm.lua"));
  });

  on("an ssh_config without hosts says why", async (page) => {
    await open(page);
    await text(page).fill("Include work/*\n");
    await dialog(page).getByText("There is no host in it.").waitFor();
    assert.equal(await isOpen(page, "Not taken, and why 1"), true);
    assert.ok(await button(page, "Import").isDisabled() && await button(page, "Import as a new project").isDisabled());
  });

  on("noise, and more than can be read, are refused in words while the page goes on", async (page) => {
    await open(page);
    await text(page).fill("Lorem ipsum dolor sit amet.\n");
    await dialog(page).getByText("Nothing in it looks like a project, an ssh_config or a wezterm.lua. If it is one of them, say so above.").waitFor();
    assert.ok(await button(page, "Import").isDisabled());
    const choose = (name, buffer) => dialog(page).getByLabel("Choose a file").setInputFiles({ name, mimeType: "", buffer });
    await choose("noise", Buffer.alloc(10 << 20, "x#~ \n"));
    await dialog(page).getByText("noise has 10.0 MB, but at most 4 MB are read. Choose the text file itself.").waitFor();
    await choose("program", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]));
    await dialog(page).getByText("program is no text: there are zero bytes in it. Choose a text file.").waitFor();
    await text(page).focus();
    await paste(page, "x#~ \u0001".repeat(2 << 20));
    await dialog(page).getByText("What you pasted has 10.0 MB, but at most 4 MB are read.").waitFor();
    assert.equal(await text(page).inputValue(), "Lorem ipsum dolor sit amet.\n");
  });

  on("a config that runs for ever does not keep one from typing", async (page) => {
    await open(page);
    const worst = "local t = {}\nwhile true do t[#t + 1] = {} end\nreturn t\n";
    await text(page).fill(worst);
    const late = await page.evaluate(async () => {
      let worst = 0;
      for (let last = performance.now(), end = last + 1000; last < end;) {
        await new Promise((done) => setTimeout(done));
        worst = Math.max(worst, performance.now() - last);
        last = performance.now();
      }
      return worst;
    });
    assert.ok(late < 400, `the page stood still for ${late} ms`);
    await text(page).fill("Host web\n");
    await dialog(page).getByText("New: 1 domain. It replaces the examples.").waitFor();
  });

  on("many hosts are folded, and cut", async (page) => {
    await open(page);
    await text(page).fill(Array.from({ length: 300 }, (_, index) => `Host h${index}\n  HostName 10.0.${index >> 8}.${index & 255}\n  Compression yes\n`).join(""));
    await dialog(page).getByText("New: 300 domains. It replaces the examples.").waitFor();
    assert.equal(await isOpen(page, "New 300"), false);
    await fold(page, "New 300").locator("summary").click();
    await fold(page, "New 300").getByText("and 100 more").waitFor();
    // One thing about three hundred lines is said once.
    assert.equal(await fold(page, "Stays in your file, and counts there 300").locator("li").count(), 1);
    assert.match(await words(fold(page, "Stays in your file, and counts there 300")), /Lines 3, 6, 9, 12, 15, 18 and 294 more: Compression: /);
  });

  on("axe finds nothing on a phone", async (page) => {
    await page.getByRole("tab", { name: "Domains" }).click();
    await open(page);
    await dialog(page).waitFor();
    await axe(page, "empty");
    await text(page).fill(`${SSH}Host db\n  HostName 10.20.30.2\n`);
    await dialog(page).getByText("New: 1 domain. Changed: 1 domain. The same: 1 domain.").waitFor();
    assert.ok(await fold(page, "New 1").getByText("db", { exact: true }).isVisible());
    await fold(page, "The same").locator("summary").press("Enter");
    await fold(page, "Stays in your file").locator("summary").press("Enter");
    await fold(page, "Taken, and how").locator("summary").press("Enter");
    await axe(page, "a merge");
    await text(page).fill("Host web\n  Port x\n");
    await dialog(page).getByText("Mend it in the text above first.").waitFor();
    await axe(page, "a mistake");
    await text(page).fill(GUIDE);
    await dialog(page).getByText(/^New: /).waitFor();
    await axe(page, "a wezterm.lua");
    await text(page).fill("hello");
    await dialog(page).getByText(/^Nothing in it looks like/).waitFor();
    await axe(page, "nothing");
  }, { viewport: NARROW, ...keeping(OWN) });

  on("reads a project with an error and lets one mend it here", async (page) => {
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.getByLabel("Text to import").fill('[[domain]]\nname = "a"\naddress = "me@a.example"\naccent = "#fff"\n');
    await page.getByRole("button", { name: "Import and fix it here" }).click();
    await soon(async () => assert.match(await described(page, "Address"), /^Address me@a\.example must be .* write the user as username = "me" and the address as a\.example$/));
    await field(page, "Address").fill("a.example");
    await soon(async () => assert.ok(await mended(page)));
  });
});
