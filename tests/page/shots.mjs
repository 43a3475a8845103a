/**
 * Pictures of the page for people to look at: `node tests/page/shots.mjs [part of a name]` writes them to target/shots/.
 */
import { mkdir } from "node:fs/promises";
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
  import: {
    async prepare(page) {
      await open(page, "Domains");
      await page.getByRole("button", { name: "Import" }).click();
      await page.getByLabel("Text of the project file").fill('[[domain]]\nname = "local"\naddress = "10.0.0.1"\naccent = "#e0af68"\nlable = "x"\n');
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
        const fixed = ["import", "new", "steps", "everything", "removed"].includes(scene);
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
