/** What to do next follows the choices made. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "node:test";
import { promisify } from "node:util";
import { NARROW, WIDE, axe, clipboard, field, served, soon } from "./driver.mjs";
import { program, serveFiles } from "./serve.mjs";

const steps = (page) => page.getByRole("region", { name: "Next steps" });
const commands = (page) => steps(page).locator(".command code:visible").allTextContents();
const open = async (page) => {
  const tab = page.getByRole("tab", { name: "Files" });
  if (await tab.isVisible()) await tab.click();
  await page.getByRole("button", { name: "Next steps" }).click();
  await steps(page).waitFor();
};
const unfold = (page) => page.locator("#form details.group").evaluateAll((all) => all.forEach((each) => each.setAttribute("open", "")));
const many = JSON.stringify({ domain: Array.from({ length: 60 }, (_, index) => ({ name: `node-${index + 1}`, address: `10.0.0.${index + 1}`, accent: "#7dcfff", attach: index > 4 ? undefined : false })) });
const withMany = { prepare: (context) => context.addInitScript((text) => localStorage.setItem("wezmux.project", text), many) };

describe("the next steps", () => {
  const on = served(serveFiles);

  on("are by hand, or with the program's verbs", async (page) => {
    await open(page);
    await soon(async () => assert.deepEqual(await commands(page), [
      "unzip my-servers.zip && cd my-servers",
      "cp -i wezterm.lua ~/.wezterm.lua",
      "mkdir -p ~/.config/wezterm && cp -i wezmux.lua ~/.config/wezterm/",
      "ssh -l ubuntu 10.20.30.1 sh -s <hosts/dev-server/setup.sh",
      "ssh -l ubuntu 10.20.30.2 sh -s <hosts/staging/setup.sh",
      "ssh -l dev 192.168.1.50 sh -s <hosts/workstation/setup.sh",
    ]));
    await steps(page).getByRole("button", { name: "Copy the set-up command for staging" }).click();
    await soon(async () => assert.equal(await clipboard(page), "ssh -l ubuntu 10.20.30.2 sh -s <hosts/staging/setup.sh"));
    await steps(page).getByLabel("With the program, all hosts at once").check();
    await soon(async () => assert.deepEqual(await commands(page), [
      "cargo install --locked --path . --features cli",
      "wezmux build -o .",
      "cp -i wezterm.lua ~/.wezterm.lua",
      "mkdir -p ~/.config/wezterm && cp -i wezmux.lua ~/.config/wezterm/",
      "wezmux plan",
      "wezmux apply",
      "wezmux status",
      "wezmux doctor",
    ]));
    await steps(page).getByRole("button", { name: "Copy the plan command" }).click();
    await soon(async () => assert.equal(await clipboard(page), "wezmux plan"));
  });

  on("work as they stand", async (page) => {
    await unfold(page);
    await field(page, "Tags").fill("web");
    await field(page, "Address").fill("example.org:2222");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download all" }).click()]);
    await open(page);
    await soon(async () => assert.equal((await commands(page)).length, 6));
    const byHand = await commands(page);
    await steps(page).getByLabel("With the program").check();
    await soon(async () => assert.ok((await commands(page)).includes("wezmux apply --tag web")));
    // The program is there already.
    const [install, ...verbs] = await commands(page);
    assert.match(install, /^cargo install /);
    const byProgram = [...verbs, "wezmux apply --canary 1,10%"];

    const home = await mkdtemp(join(tmpdir(), "wezmux-steps-"));
    try {
      // No host is there: this ssh notes what it is asked and given, and reaches nobody.
      const bin = join(home, "bin");
      await mkdir(bin);
      await writeFile(join(bin, "ssh"), '#!/bin/sh\nprintf "%s|" "$@" >>"$HOME/asked"\n[ "$FAILS" ] && exit 255\nexec cksum >>"$HOME/asked"\n', { mode: 0o755 });
      await symlink(program(), join(bin, "wezmux"));
      await download.saveAs(join(home, "my-servers.zip"));
      const run = async (/** @type {string} */ command, cwd = join(home, "my-servers"), FAILS = "") => {
        const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: "", XDG_STATE_HOME: "", PATH: `${bin}:${process.env.PATH}`, FAILS };
        try {
          return { status: 0, ...(await promisify(execFile)("sh", ["-euc", command], { cwd, env, timeout: 20_000 })) };
        } catch (error) {
          const { code, stdout, stderr } = /** @type {any} */ (error);
          return { status: code, stdout, stderr };
        }
      };
      for (const command of byHand) {
        const { status, stderr } = await run(command, command.startsWith("unzip") ? home : undefined);
        assert.equal(status, 0, `${command}: ${stderr}`);
      }
      const made = (/** @type {string} */ path) => readFile(join(home, "my-servers", path), "utf8");
      assert.equal(await readFile(join(home, ".wezterm.lua"), "utf8"), await made("wezterm.lua"));
      assert.equal(await readFile(join(home, ".config/wezterm/wezmux.lua"), "utf8"), await made("wezmux.lua"));
      const sums = await Promise.all(["dev-server", "staging", "workstation"].map(async (host) => (await run(`cksum <hosts/${host}/setup.sh`)).stdout.trim()));
      assert.deepEqual((await readFile(join(home, "asked"), "utf8")).trim().split("\n"), [
        `-p|2222|-l|ubuntu|example.org|sh|-s|${sums[0]}`,
        `-l|ubuntu|10.20.30.2|sh|-s|${sums[1]}`,
        `-l|dev|192.168.1.50|sh|-s|${sums[2]}`,
      ]);
      for (const command of byProgram.filter((each) => each.startsWith("wezmux"))) {
        const { status, stderr, stdout } = await run(`${command} </dev/null`, undefined, "1");
        // 4: understood, but no host could be reached.
        assert.equal(status, command.startsWith("wezmux build") ? 0 : 4, `${command}: ${stdout}${stderr}`);
      }
    } finally {
      await rm(home, { recursive: true });
    }
  });

  on("follow the choices made", async (page) => {
    await open(page);
    assert.equal(await steps(page).getByText("in production").count(), 0);
    await unfold(page);
    await field(page, "Production").selectOption("true");
    await steps(page).getByText("Dev Server: in production.").waitFor();
    await field(page, "Attaches").selectOption("false");
    await steps(page).getByText("Dev Server: attached only when you ask for it, with LEADER+a. The leader is CTRL+a.").waitFor();
    await field(page, "Connects with").selectOption("wezterm");
    await steps(page).getByText("Dev Server: WezTerm connects itself").waitFor();
    await field(page, "Tags").fill("web");
    await field(page, "Address").fill("example.org:2222");
    await soon(async () => assert.ok((await commands(page)).includes("ssh -p 2222 -l ubuntu example.org sh -s <hosts/dev-server/setup.sh")));
    await steps(page).getByLabel("With the program").check();
    await soon(async () => assert.ok((await commands(page)).includes("wezmux apply --tag web")));
    // Not from before a mistake.
    await field(page, "Address").fill("");
    await steps(page).waitFor({ state: "hidden" });
  });

  on("stay short for many hosts", async (page) => {
    await open(page);
    await soon(async () => assert.equal((await commands(page)).length, 3));
    await steps(page).getByText("The commands for 60 hosts").click();
    await soon(async () => assert.equal((await commands(page)).length, 63));
    await steps(page).getByText("node-1, node-2, node-3, node-4 and 1 more: attached only").waitFor();
    await steps(page).getByLabel("With the program").check();
    await soon(async () => assert.ok((await commands(page)).includes("wezmux apply --canary 1,10%")));
  }, withMany);

  for (const viewport of [WIDE, NARROW])
    on(`pass axe: ${viewport.width} px`, async (page) => {
      await open(page);
      await axe(page, "by hand");
      await steps(page).getByLabel("With the program").check();
      await axe(page, "with the program");
    }, { viewport });
});
