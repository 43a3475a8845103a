/** Taking the files away: the archive of all of them, and what one of them would change. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { describe } from "node:test";
import { promisify } from "node:util";
import { NARROW, WIDE, axe, begun, field, files, mended, names, paste, served, shownFile, soon } from "./driver.mjs";
import { program, serveFiles } from "./serve.mjs";

const run = promisify(execFile);
const downloadAll = (page) => page.getByRole("button", { name: "Download all" });
const differences = (page) => page.getByRole("region", { name: /^Differences of / });
const compare = (page) => page.getByRole("button", { name: /^Compare / });

/** Every file under a folder, with its mode and bytes. */
async function tree(folder) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith(".")) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    found[relative(folder, path)] = `${((await stat(path)).mode & 0o777).toString(8)} ${(await readFile(path)).toString("base64")}`;
  }
  return found;
}

/** @param {(folder: string) => Promise<void>} use */
async function inFolder(use) {
  const folder = await mkdtemp(join(tmpdir(), "wezmux-take-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function archive(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), downloadAll(page).click()]);
  return { name: download.suggestedFilename(), path: await download.path() };
}

const binary = { name: "photo.toml", mimeType: "image/png", buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]) };
const huge = { name: "huge.txt", mimeType: "text/plain", buffer: Buffer.alloc(5 << 20, "a") };

describe("what one takes away", () => {
  const on = served(serveFiles);

  for (const packs of [true, false])
    on(`is an archive with the bytes and modes that the program writes${packs ? "" : ", also where the browser cannot compress"}`, async (page) => {
      await field(page, "Label").fill("Bäu’s 🚀");
      await soon(async () => assert.ok(await mended(page)));
      const { name, path } = await archive(page);
      assert.equal(name, "my-servers.zip");
      assert.deepEqual(await readFile((await archive(page)).path), await readFile(path), "the same files make the same archive");
      await inFolder(async (folder) => {
        await run("unzip", ["-q", path, "-d", folder], { timeout: 20_000 });
        const fromPage = await tree(join(folder, "my-servers"));
        const { "wezmux.toml": project, ...made } = fromPage;
        assert.match(project, /^644 /);
        await run(program(), ["build", join(folder, "my-servers/wezmux.toml"), "-o", join(folder, "out")], { timeout: 20_000 });
        const fromProgram = await tree(join(folder, "out"));
        assert.equal(Object.keys(fromProgram).length, 12);
        assert.match(fromProgram["hosts/staging/setup.sh"], /^755 /);
        assert.deepEqual(made, fromProgram);
        // What Python's own reader says of checksums, and of the modes as they are stored.
        const script = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(*sorted({oct(i.external_attr >> 16) for i in z.infolist()}), *sorted({i.compress_type for i in z.infolist()}))";
        const { stdout } = await run("python3", ["-c", script, path], { timeout: 20_000 });
        assert.equal(stdout.trim(), `0o100644 0o100755 ${packs ? 8 : 0}`);
      });
      if (packs) return;
      // Nor make a link there; the address names no project then.
      assert.equal(new URL(page.url()).hash, "");
      await page.getByRole("button", { name: "Share" }).click();
      await page.getByRole("dialog").getByText("This browser cannot make links.").waitFor();
      assert.ok(await page.getByRole("button", { name: "Copy link" }).isDisabled());
    }, packs ? {} : { prepare: (context) => context.addInitScript(() => Reflect.deleteProperty(globalThis, "CompressionStream")) });

  on("is easier to read for its colours, in every language", async (page) => {
    for (const [name, kinds] of /** @type {const} */ ([
      ["wezterm.lua", ["comment", "keyword", "number", "string"]],
      ["setup.sh for staging", ["comment", "keyword", "number", "string"]],
      ["wezterm-mux-server.service for staging", ["comment", "keyword", "name"]],
      ["CHEATSHEET.md", ["comment", "keyword", "number", "string"]],
      ["wezmux.toml", ["keyword", "name", "number", "string"]],
    ])) {
      await files(page).getByRole("button", { name, exact: true }).click();
      const found = await shownFile(page).locator(".l span[class]").evaluateAll((all) => [...new Set(all.map((each) => each.className))].sort());
      assert.deepEqual(found, kinds, name);
    }
  });

  on("is not from before a mistake", async (page) => {
    await downloadAll(page).waitFor();
    await field(page, "Name").fill("local");
    await downloadAll(page).waitFor({ state: "hidden" });
    await field(page, "Name").fill("x");
    await downloadAll(page).waitFor();
  });

  on("is compared with the last download, file by file", async (page) => {
    await archive(page);
    assert.equal(await files(page).getByRole("button", { name: /not as in the last download/ }).count(), 0);
    await field(page, "Label").fill("Renamed");
    await soon(async () => assert.deepEqual(await files(page).getByRole("button", { name: /not as in the last download/ }).allTextContents(), ["wezterm.lua", "wezmux.lua", "CHEATSHEET.md", "wezmux.toml", "setup.sh", "wezterm-mux-server.service"]));
    await files(page).getByRole("button", { name: /^wezmux\.toml/ }).click();
    await compare(page).click();
    await page.getByLabel(/^With the last download, /).waitFor();
    await page.getByText("1 line goes (−), 1 line comes (+).").waitFor();
    await soon(async () => assert.deepEqual(await differences(page).locator("del").allTextContents(), ['−removed: label = "Dev Server"\n']));
    assert.deepEqual(await differences(page).locator("ins").allTextContents(), ['+added: label = "Renamed"\n']);
    await differences(page).getByText(/^\d+ lines as before/).first().waitFor();
    // Also after a reload, and for another file.
    await page.reload();
    await files(page).getByRole("button", { name: "setup.sh for staging" }).click();
    await compare(page).click();
    await page.getByText("There is no difference.").waitFor();
    await page.getByRole("button", { name: "Add domain" }).click();
    await begun(page, "host-1");
    await field(page, "Address").fill("10.9.9.9");
    await files(page).getByRole("button", { name: "setup.sh for host-1" }).click();
    await page.getByText("It was not in the last download.").waitFor();
    await compare(page).click();
    await shownFile(page).waitFor();
  });

  on("is not compared with what another version of the page made", async (page) => {
    await archive(page);
    await page.evaluate(() => {
      const key = Object.keys(localStorage).find((each) => each.startsWith("wezmux.taken."));
      const kept = JSON.parse(localStorage.getItem(key));
      for (const sum of kept.sums) sum[1] ^= 1;
      localStorage.setItem(key, JSON.stringify(kept));
    });
    await compare(page).click();
    await page.getByText("This page has been renewed since, and cannot make that file again.").waitFor();
    await page.evaluate(() => localStorage.setItem(Object.keys(localStorage).find((each) => each.startsWith("wezmux.taken.")), "[]"));
    await compare(page).click();
    await compare(page).click();
    await page.getByLabel("Text to compare with").waitFor();
  });

  on("is compared with a text that one pastes, chooses or drops", async (page) => {
    await files(page).getByRole("button", { name: "setup.sh for staging" }).click();
    const text = await shownFile(page).evaluate((pre) => pre.textContent);
    await compare(page).click();
    const area = page.getByLabel("Text to compare with");
    await area.focus();
    await paste(page, text);
    await page.getByText("There is no difference.").waitFor();
    // Windows' line ends are none.
    await page.keyboard.press("ControlOrMeta+A");
    await paste(page, text.replaceAll("\n", "\r\n"));
    await page.getByText("There is no difference.").waitFor();
    await page.getByLabel("Choose a file").first().setInputFiles({ name: "setup.sh", mimeType: "text/plain", buffer: Buffer.from(text.replace("set -eu", "set -e")) });
    await page.getByText("1 line goes (−), 1 line comes (+).").waitFor();
    assert.deepEqual(await differences(page).locator("ins").allTextContents(), ["+added:   set -eu\n"]);
    // A dropped file does not open the import.
    const drop = (/** @type {string} */ words) => area.evaluate((element, value) => {
      const data = new DataTransfer();
      data.items.add(new File([value], "dropped.sh"));
      element.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
    }, words);
    await drop(`${text}# mine\n`);
    await page.getByText("1 line goes (−), 0 lines come (+).").waitFor();
    assert.equal(await page.getByRole("dialog").count(), 0);
    // Each file has its own.
    await files(page).getByRole("button", { name: "setup.sh for workstation" }).click();
    assert.equal(await area.inputValue(), "");
    await files(page).getByRole("button", { name: "setup.sh for staging" }).click();
    await page.getByText("1 line goes (−), 0 lines come (+).").waitFor();
    await page.getByLabel("Choose a file").first().setInputFiles(binary);
    await page.getByText("photo.toml is no text in UTF-8.").waitFor();
    await page.getByLabel("Choose a file").first().setInputFiles(huge);
    await page.getByText("huge.txt has 5.0 MB, but at most 4 MB are read.").waitFor();
    await drop("a\0b");
    await page.getByText("dropped.sh is no text: there are zero bytes in it.").waitFor();
    // Texts that have nothing in common are no trouble.
    const took = await area.evaluate((/** @type {HTMLTextAreaElement} */ element) => {
      element.value = Array.from({ length: 9000 }, (_, index) => `line ${index}`).join("\n");
      const start = performance.now();
      element.dispatchEvent(new Event("input", { bubbles: true }));
      return performance.now() - start;
    });
    assert.ok(took < 1000, `${took} ms`);
    await page.getByText(/^9000 lines go \(−\)/).waitFor();
    await differences(page).getByText(/^and \d+ more lines/).waitFor();
  });

  on("is not replaced by a file that is no text", async (page) => {
    await page.getByRole("button", { name: "Import", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Import what you have" });
    for (const [chosen, words] of /** @type {const} */ ([[binary, "photo.toml is no text in UTF-8."], [huge, "huge.txt has 5.0 MB"]])) {
      await dialog.getByLabel("Choose a file").setInputFiles(chosen);
      await dialog.getByText(words).waitFor();
      assert.ok(await dialog.getByRole("button", { name: "Import", exact: true }).isDisabled());
    }
    await dialog.getByRole("button", { name: "Cancel" }).click();
    assert.deepEqual(await names(page), ["Dev Server", "Staging", "Workstation"]);
  });

  for (const viewport of [WIDE, NARROW])
    on(`passes axe: ${viewport.width} px`, async (page) => {
      const tab = page.getByRole("tab", { name: "Files" });
      if (await tab.isVisible()) await tab.click();
      await archive(page);
      await paste(page, "#e0af68");
      await compare(page).click();
      await differences(page).waitFor();
      await axe(page, "with the last download");
      await page.getByLabel("With a text of yours").check();
      await page.getByLabel("Text to compare with").fill("nothing\n");
      await differences(page).waitFor();
      await axe(page, "with a text");
    }, { viewport });
});
