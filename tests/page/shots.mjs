/**
 * Pictures of the page for people to look at: `node tests/page/shots.mjs [part of a name]` writes them to target/shots/.
 */
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { ROOT, serveFiles } from "./serve.mjs";

const only = process.argv[2] ?? "";
const out = join(ROOT, "target/shots");
await mkdir(out, { recursive: true });

const WIDTHS = { 360: 740, 768: 1000, 1280: 800, 1920: 1080 };
const many = Array.from({ length: 60 }, (_, index) => ({
  name: `node-${String(index + 1).padStart(2, "0")}`,
  address: `10.0.${index % 4}.${index + 10}`,
  accent: ["#bb9af7", "#e0af68", "#dc143c", "#7dcfff", "#9ece6a", "#ff79c6", "#ffffff", "#00005f"][index % 8],
}));
const long = "a-name-of-forty-characters-for-one-host-x";

/** Each sets the page up, from the example. */
const SCENES = {
  example: {},
  error: {
    async prepare(page) {
      await open(page, "Edit");
      await page.getByLabel("Accent", { exact: true }).fill("#e0af6");
      await page.getByLabel("Name", { exact: true }).fill("local");
    },
  },
  /** A mistake in each field. */
  wrong: {
    project: {
      domain: [
        {
          name: "a name", address: "10.20.30.1:99999", accent: "blurple", username: "some one", appearance: "dim", ansi: "maybe", stops: 9, orientation: "up", opacity: 3, blend: "hsl", label: "x".repeat(65), icon: "md_no_such_icon",
          production: "yes", cwd: "projects", tabs: 99, locale: "english", shell: "zsh", transport: "telnet", keepalive: 0, identity_file: "id", forward_agent: 1, bin_dir: "bin", attach: "no", tags: ["two words"], key: "HYPER+x",
        },
      ],
    },
    async prepare(page) {
      await open(page, "Edit");
      for (const summary of await page.locator("#form details.group:not([open]) > summary").all()) await summary.click();
    },
  },
  wrongs: {
    project: {
      defaults: { name: "a b", address: "a b", accent: "blurple", username: "some one", stops: 9 },
      local: { cwd: "projects", tabs: 99 },
      keys: { leader: "HYPER+a", leader_timeout: 1, launcher: "x y", attach: "CTRL", detach: "CTRL+", reattach: "R+r", next_tab: "LEADER+n", previous_tab: "LEADER+n", send_leader: "?!" },
      domain: [{ name: "one", address: "one", accent: "#bb9af7" }],
    },
    async prepare(page) {
      await SCENES.everything.prepare(page);
      await page.evaluate(() => document.querySelector("#form")?.scrollTo(0, 300));
    },
  },
  share: {
    async prepare(page) {
      await page.getByRole("button", { name: "Share" }).click();
      await page.getByLabel("With names, addresses").check();
    },
  },
  shared: {
    async prepare(page) {
      await page.getByRole("button", { name: "Share" }).click();
      await page.waitForTimeout(300);
      const link = await page.getByLabel("Link", { exact: true }).inputValue();
      await page.getByRole("button", { name: "Close" }).click();
      await open(page, "Edit");
      await page.getByLabel("Accent", { exact: true }).fill("#e0af68");
      await page.waitForTimeout(800);
      await page.evaluate((hash) => (location.hash = hash), new URL(link).hash);
      await page.getByRole("dialog").waitFor();
    },
  },
  suggest: {
    async prepare(page) {
      await open(page, "Edit");
      await page.getByRole("button", { name: "Suggest" }).click();
      await page.getByText(/^Text is easy to read/).click();
    },
  },
  alike: {
    project: { domain: [{ name: "one", address: "10.0.0.1", accent: "#e0af68", label: "Staging" }, { name: "two", address: "10.0.0.2", accent: "#9ece6a", label: "Production in Frankfurt" }] },
    async prepare(page) {
      await open(page, "Domains");
      await page.getByRole("button", { name: /^Production/ }).first().click();
      await page.getByRole("button", { name: /^Looks like .*: see both$/ }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  same: {
    project: { domain: many.slice(0, 9) },
    async prepare(page) {
      await open(page, "Domains");
      await page.getByRole("button", { name: /^node-09/ }).first().click();
    },
  },
  unkept: {
    async prepare(page) {
      await page.evaluate(() => {
        Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
      });
      await open(page, "Edit");
      await page.getByLabel("Name", { exact: true }).fill("mine");
      await page.getByRole("button", { name: "Copy full link" }).waitFor();
    },
  },
  new: {
    async prepare(page) {
      await open(page, "Domains");
      await page.getByRole("button", { name: "Add domain" }).click();
    },
  },
  everything: {
    async prepare(page) {
      await open(page, "Domains");
      await page.getByRole("button", { name: "Everything" }).click();
    },
  },
  folds: {
    async prepare(page) {
      await open(page, "Edit");
      for (const summary of await page.locator("#form summary").all()) await summary.click();
    },
  },
  steps: {
    async prepare(page) {
      await open(page, "Files");
      await page.getByRole("button", { name: "Next steps" }).click();
    },
  },
  program: {
    async prepare(page) {
      await open(page, "Files");
      await page.getByRole("button", { name: "Next steps" }).click();
      await page.getByLabel("With the program").check();
    },
  },
  projects: {
    async prepare(page) {
      const create = async (name) => {
        await page.getByRole("button", { name: /^Projects; / }).click();
        await page.getByLabel("New project", { exact: true }).fill(name);
        await page.getByRole("button", { name: "Create from the example" }).click();
      };
      await create("Work");
      await create("A project with a name that is as long as one may be, exactly");
      await page.getByRole("button", { name: /^Projects; / }).click();
      await page.getByRole("button", { name: "Rename Work" }).click();
    },
  },
  clash: {
    async prepare(page) {
      await open(page, "Edit");
      await page.getByLabel("Accent", { exact: true }).fill("#e0af68");
      await page.waitForTimeout(400);
      await page.evaluate(() => {
        const key = Object.keys(localStorage).find((each) => each.startsWith("wezmux.project."));
        localStorage.setItem(key, localStorage.getItem(key).replace("dev-server", "other"));
      });
      await page.getByLabel("Accent", { exact: true }).fill("#9ece6a");
    },
  },
  tabs: {
    async prepare(page) {
      await open(page, "Edit");
      await page.locator("summary").getByText("Tabs", { exact: true }).click();
      await page.getByRole("button", { name: "List the tabs" }).click();
      await page.getByRole("group", { name: "Tab 1", exact: true }).getByLabel("Title").fill("edit");
      for (const number of [2, 3]) {
        await page.getByRole("button", { name: "Add a tab or pane" }).click();
        await page.getByRole("group", { name: `Tab ${number}`, exact: true }).getByLabel("Command").fill("journalctl --follow");
      }
      await page.getByRole("group", { name: "Tab 3", exact: true }).getByLabel("Opens as").selectOption("right");
      await page.getByRole("group", { name: "Tab 2", exact: true }).getByLabel("Folder of the tab").fill("logs");
      await page.getByRole("group", { name: "Tab 1", exact: true }).scrollIntoViewIfNeeded();
    },
  },
  select: {
    project: { domain: many },
    async prepare(page) {
      await open(page, "Domains");
      await page.getByRole("button", { name: "Select", exact: true }).click();
      await page.getByLabel("Select node-02", { exact: true }).click();
      await page.getByLabel("Select node-05", { exact: true }).click({ modifiers: ["Shift"] });
    },
  },
  bulk: {
    project: { domain: many },
    async prepare(page) {
      await SCENES.select.prepare(page);
      await page.getByRole("button", { name: "Change 4 domains" }).click();
      await page.getByLabel("What").selectOption("Appearance");
    },
  },
  refused: {
    project: { domain: many.map((domain, index) => ({ ...domain, name: index % 9 === 2 ? `${long}-${index}` : domain.name, ...(index % 9 === 2 && { tab: [{ title: "logs" }] }) })) },
    async prepare(page) {
      await open(page, "Domains");
      await page.getByRole("button", { name: "Select", exact: true }).click();
      await page.getByLabel(/^Select all/).check();
      await page.getByRole("button", { name: "Change 60 domains" }).click();
      await page.getByLabel("What").selectOption("Tabs");
      await page.getByRole("dialog").getByLabel("Tabs", { exact: true }).fill("4");
    },
  },
  compare: {
    async prepare(page) {
      await open(page, "Files");
      await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download all" }).click()]);
      await open(page, "Edit");
      await page.getByLabel("Accent", { exact: true }).fill("#e0af68");
      await open(page, "Files");
      await page.getByRole("button", { name: /^Compare / }).click();
    },
  },
  against: {
    async prepare(page) {
      await open(page, "Files");
      await page.getByRole("button", { name: /^setup\.sh for staging/ }).click();
      await page.getByRole("button", { name: /^Compare / }).click();
      const text = await page.locator("#file > pre").evaluate((pre) => pre.textContent);
      await page.getByLabel("Text to compare with").fill(text.replace("set -eu", "set -e").replace("umask", "# umask"));
    },
  },
  find: {
    project: { domain: many },
    async prepare(page) {
      await open(page, "Files");
      await page.getByLabel("Search files").fill("node-1 setup");
      await page.getByRole("button", { name: "setup.sh for node-12" }).click();
    },
  },
  import: {
    async prepare(page) {
      await open(page, "Domains");
      await page.getByRole("button", { name: "Import", exact: true }).click();
      await page.getByLabel("Text to import").fill('[[domain]]\nname = "local"\naddress = "10.0.0.1"\naccent = "#e0af68"\nlable = "x"\n');
    },
  },
  "import-ssh": {
    project: { domain: [{ name: "web", address: "web", accent: "#bb9af7", transport: "wezterm" }, { name: "gate", address: "192.0.2.1", accent: "#e0af68" }, ...many.slice(0, 4)] },
    async prepare(page) {
      await imported(page, "Host gate\n  HostName 192.0.2.1\n  User ops\n\nHost web\n  HostName 10.20.30.1\n  ProxyJump gate\n  Compression yes\n\nHost db\n  HostName 10.20.30.2\n\nHost *.internal\n  User me\nInclude work/*\n");
      await page.getByText("Stays in your file").click();
    },
  },
  "import-lua": {
    async prepare(page) {
      await imported(page, await readFile(join(ROOT, "tests/wezterm_lua/guide.lua"), "utf8"));
    },
  },
  "import-mistake": {
    async prepare(page) {
      await imported(page, "Host web\n  HostNaem 10.0.0.1\n  User ubuntu\n  Port seventy\n");
    },
  },
  removed: {
    async prepare(page) {
      await open(page, "Edit");
      await page.getByRole("button", { name: /^Remove / }).click();
    },
  },
  empty: {
    async prepare(page) {
      for (let left = 3; left > 0; left -= 1) {
        await open(page, "Edit");
        await page.getByRole("button", { name: /^Remove / }).click();
      }
      await page.getByRole("button", { name: "Close this message" }).click();
    },
  },
  60: { project: { domain: many } },
  long: {
    project: {
      domain: [
        { name: long, address: `${long}.internal.example.org:2222`, accent: "#7aa2f7", label: "A label of sixty-four characters, as long as one may ever be, ok", username: "someone.with.a.long.name", cwd: "/srv/projects/that/are/deeply/nested/under/some/folder/of/the/host" },
        { name: `${long}-2`, address: "10.20.30.2", accent: "#9ece6a" },
      ],
    },
  },
};

async function imported(page, text) {
  await open(page, "Domains");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByLabel("Text to import").fill(text);
  await page.locator("#importer .finding").filter({ hasText: /\.$/ }).waitFor();
}

async function open(page, part) {
  const tab = page.getByRole("tab", { name: part });
  if (await tab.isVisible()) await tab.click();
}

const server = await serveFiles();
const browser = await launch();
try {
  for (const [scene, { project, prepare }] of Object.entries(SCENES))
    for (const [width, height] of Object.entries(WIDTHS))
      for (const scheme of /** @type {const} */ (["light", "dark"])) {
        const parts = width === "360" ? ["Domains", "Edit", "Files"] : width === "768" ? ["Edit", "Files"] : [""];
        const names = parts.map((part) => [scene, width, scheme, part.toLowerCase()].filter(Boolean).join("-"));
        if (!names.some((name) => name.includes(only))) continue;
        const context = await browser.newContext({ viewport: { width: Number(width), height }, colorScheme: scheme });
        if (project) await context.addInitScript((text) => localStorage.setItem("wezmux.project", text), JSON.stringify(project));
        const page = await context.newPage();
        page.on("console", (message) => console.error(`${names[0]}: ${message.type()}: ${message.text()}`));
        page.on("pageerror", (error) => console.error(`${names[0]}: ${error}`));
        await page.goto(server.url);
        await page.locator("#app").waitFor();
        if (prepare) await prepare(page);
        const fixed = ["alike", "same", "import", "import-ssh", "import-lua", "import-mistake", "new", "steps", "program", "everything", "removed", "projects", "clash", "tabs", "select", "bulk", "refused", "compare", "against", "find", "wrong", "wrongs", "share", "shared", "suggest", "unkept"].includes(scene);
        if (fixed) {
          await page.waitForTimeout(200);
          await page.screenshot({ path: join(out, `${[scene, width, scheme].join("-")}.png`) });
        } else
          for (const [index, part] of parts.entries()) {
            if (part) await open(page, part);
            await page.waitForTimeout(200);
            await page.screenshot({ path: join(out, `${names[index]}.png`) });
          }
        await context.close();
      }
} finally {
  await browser.close();
  await server.close();
}
