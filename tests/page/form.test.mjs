/** The form: a control for every field that the core reads, and the tabs of a host one by one. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe } from "node:test";
import { NARROW, WIDE, axe, browser, choose, colors, described, field, files, mended, served, shownFile, shownText, soon, wrong } from "./driver.mjs";
import { ROOT, serveFiles } from "./serve.mjs";

const source = await readFile(join(ROOT, "src/project.rs"), "utf8");
/** The fields that the project's reader has for a table. */
const fieldsOf = (/** @type {string} */ table) => {
  const [, body] = new RegExp(`    ${table} \\{\\n([^]*?)\\n    \\}`).exec(source) ?? [];
  return [...body.matchAll(/^ {8}(\w+): [\w<>]+ = \w+,$/gm)].map(([, name]) => name);
};
const shown = (page, selector) => page.locator(`${selector} [data-field]`).evaluateAll((all) => all.map((each) => each.dataset.field));
const openAll = (page) => page.locator("#form details.group").evaluateAll((all) => all.forEach((each) => each.setAttribute("open", "")));
const toml = async (page) => {
  await files(page).getByRole("button", { name: /^wezmux\.toml/ }).click();
  return (await shownFile(page).evaluate((pre) => pre.textContent)) ?? "";
};
const openTabs = async (page) => {
  await page.locator("summary").getByText("Tabs", { exact: true }).click();
  await page.getByRole("button", { name: "List the tabs" }).click();
};
const tab = (page, name) => page.getByRole("group", { name, exact: true });

/** What this browser kept. @param {object} project */
const kept = (project) => (context) => context.addInitScript((text) => localStorage.setItem("wezmux.project", text), JSON.stringify(project));

/** A value that cannot be in each field. */
const DOMAIN = {
  name: "a b", address: "a b", accent: "blurple", username: "a b", appearance: "dim", stops: 9, orientation: "up", opacity: 3, blend: "hsl", label: "x".repeat(65), icon: "no_such",
  cwd: "projects", tabs: 99, locale: "a b", shell: "zsh", transport: "telnet", keepalive: 0, identity_file: "id", bin_dir: "bin", tags: ["a b"], key: "HYPER+x",
};
const WRONG = {
  defaults: DOMAIN,
  local: { cwd: "projects", tabs: 99 },
  keys: { leader: "HYPER+a", leader_timeout: 1, launcher: "x y", attach: "CTRL", detach: "CTRL+", reattach: "R+r", next_tab: "x", previous_tab: "x", send_leader: "?!" },
  domain: [DOMAIN],
};

describe("the form", () => {
  const on = served(serveFiles);

  on("has a control for every field of the project file, with its default in it", async (page) => {
    const domain = fieldsOf("DomainEntry");
    assert.ok(domain.length > 20 && domain.includes("production"));
    await openAll(page);
    await page.getByRole("button", { name: "List the tabs" }).click();
    const own = await shown(page, "#form");
    const inTab = await shown(page, "#form .tabs");
    assert.deepEqual(inTab.sort(), fieldsOf("TabEntry").sort());
    const all = own.slice();
    for (const each of inTab) all.splice(all.lastIndexOf(each), 1);
    assert.deepEqual(all.sort(), domain.filter((each) => each !== "tab").sort());

    await page.getByRole("button", { name: /^Everything/ }).click();
    const form = await shown(page, "#form");
    const expected = [...domain.filter((each) => !["name", "address", "accent", "label", "key", "tab"].includes(each)), ...fieldsOf("LocalEntry"), ...fieldsOf("KeysEntry")];
    assert.deepEqual(form.sort(), expected.sort());

    // What counts when nothing is typed stands in the field.
    await choose(page, "Workstation");
    await openAll(page);
    await page.getByRole("button", { name: "List the tabs" }).click();
    for (const each of await page.locator("#form [data-field]").all()) {
      const name = await each.getAttribute("data-field");
      if (["name", "address", "accent", "tags"].includes(name ?? "")) continue;
      const words = await each.locator("input, select").last().evaluate((input) => (input instanceof HTMLSelectElement ? input.options[0].text : (/** @type {HTMLInputElement} */ (input)).placeholder));
      assert.ok(words !== "" && words !== "default", `${name} shows no default`);
      assert.ok(await each.locator("label").count(), `${name} has no label`);
    }
  });

  on("says beside each field what is wrong with it", async (page) => {
    await openAll(page);
    const wrong = async () => {
      for (const each of await page.locator("#form [data-field]").all()) {
        const name = await each.getAttribute("data-field");
        // Of choices that are yes or no there is none that is wrong.
        if (["ansi", "forward_agent", "production", "attach"].includes(name ?? "") && (await each.locator("select").count())) continue;
        assert.equal(await each.locator("[aria-describedby]").getAttribute("aria-invalid"), "true", `${name} is not marked`);
        // By the name that stands above it.
        const label = await each.locator("label").evaluate((label) => label.firstChild?.textContent);
        assert.match((await each.locator(".message").textContent()) ?? "", new RegExp(`^${label}(, number 1:)? .* must be `), `${name} says nothing`);
      }
    };
    await soon(wrong);
    await page.getByRole("button", { name: /^Everything/ }).click();
    await soon(wrong);
  }, { prepare: kept(WRONG) });

  on("tells hosts that look alike, and for whom", async (page) => {
    await soon(async () => assert.match(await described(page, "Accent"), /^Paste a colour/));
    await choose(page, /^two/);
    await soon(async () => assert.match(await described(page, "Accent"), /^Accent #9ece6a of two looks like #e0af68 of one to people with (prot|deuter)anopia #[0-9a-f]{6} is far from all others$/));
    const row = page.getByRole("list", { name: "Domains, in the order" });
    // Both are marked, whichever one edits.
    await soon(async () => assert.equal(await row.getByRole("img", { name: /^Accent #9ece6a of two looks like/ }).count(), 2));
    // It can be left so: the files are there.
    assert.ok(await mended(page));
    const [, far] = /(#\w{6}) is far/.exec(await described(page, "Accent")) ?? [];
    await field(page, "Accent").fill(far);
    await soon(async () => assert.equal(await row.getByRole("img").count(), 0));
  }, { prepare: kept({ domain: [{ name: "one", address: "one", accent: "#e0af68" }, { name: "two", address: "two", accent: "#9ece6a" }] }) });

  on("shows two that look alike side by side, as those see them who take one for the other", async (page) => {
    await choose(page, /^two/);
    await page.getByRole("button", { name: /^Looks like .*: see both$/ }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Two windows that look alike" });
    await dialog.getByText("one and two look alike to people who see little red (protanopia).").waitFor();
    await axe(page, "two that look alike");
    const picture = async (name) => decodeURIComponent((await dialog.getByRole("img", { name, exact: true }).getAttribute("src")) ?? "");
    // What the model makes of the two colours that mark the windows.
    const badge = (svg) => /<rect x="[1-9][^>]* y="0" [^>]*fill="(#\w{6})"/.exec(svg)?.[1];
    const [one, two] = ["one", "two"];
    assert.equal(badge(await picture(`${one}, as most people see them`)), "#e0af68");
    assert.equal(badge(await picture(`${two}, as most people see them`)), "#9ece6a");
    assert.equal(badge(await picture(`${one}, as people with protanopia see them`)), "#c1b062");
    assert.equal(badge(await picture(`${two}, as people with protanopia see them`)), "#d6c261");

    // The keyboard alone gives one of them another accent, and takes it back.
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText(/^The accent of one is #[0-9a-f]{6}\.$/).waitFor();
    await soon(async () => assert.equal(await page.getByRole("list", { name: "Domains, in the order" }).getByRole("img").count(), 0));
    await page.getByRole("button", { name: /^Looks like .*: see both$/ }).waitFor({ state: "hidden" });
    assert.ok(await field(page, "Accent").evaluate((input) => input === document.activeElement));
    await page.getByRole("button", { name: "Undo: back to #e0af68" }).click();
    // So is the other one.
    await choose(page, /^one/);
    await page.getByRole("button", { name: /^Looks like .*: see both$/ }).waitFor();
    await choose(page, /^two/);
    await page.getByRole("button", { name: /^Looks like .*: see both$/ }).click();
    await dialog.getByRole("button", { name: /^Make two #/ }).click();
    await soon(async () => assert.notEqual(await field(page, "Accent").inputValue(), "#9ece6a"));
    await page.getByRole("button", { name: /^Looks like .*: see both$/ }).waitFor({ state: "hidden" });
  }, { prepare: kept({ domain: [{ name: "one", address: "one", accent: "#e0af68" }, { name: "two", address: "two", accent: "#9ece6a" }] }) });

  on("lists the tabs of a host, with panes, in an order", async (page) => {
    await openTabs(page);
    await tab(page, "Tab 1").getByLabel("Title").fill("edit");
    await page.getByRole("button", { name: "Add a tab or pane" }).click();
    assert.ok(await tab(page, "Tab 2").getByLabel("Title").evaluate((input) => input === document.activeElement));
    await tab(page, "Tab 2").getByLabel("Title").fill("logs");
    await tab(page, "Tab 2").getByLabel("Folder of the tab").fill("/var/log");
    await tab(page, "Tab 2").getByLabel("Command").fill("journalctl -f");
    await page.getByRole("button", { name: "Add a tab or pane" }).click();
    await tab(page, "Tab 3").getByLabel("Opens as").selectOption("right");
    await tab(page, "Pane in tab 2").getByLabel("Command").fill("htop");
    await soon(async () => assert.ok(await mended(page)));
    await soon(async () => assert.match(await toml(page), /\[\[domain\.tab\]\]\ntitle = "edit"\n\n\[\[domain\.tab\]\]\ntitle = "logs"\ncwd = "\/var\/log"\ncommand = "journalctl -f"\n\n\[\[domain\.tab\]\]\ncommand = "htop"\nsplit = "right"/));
    await files(page).getByRole("button", { name: "wezterm.lua for dev-server" }).click();
    await soon(async () => assert.match((await shownFile(page).evaluate((pre) => pre.textContent)) ?? "", /journalctl -f/));
    await page.getByRole("button", { name: "Move tab 2 up" }).click();
    // At the end of the list the focus stays in the row.
    assert.ok(await page.getByRole("button", { name: "Remove tab 1" }).evaluate((button) => button === document.activeElement));
    await soon(async () => assert.match(await toml(page), /title = "logs"[^]*title = "edit"/));
    await page.getByRole("button", { name: "Undo: moving a tab of Dev Server" }).click();
    await soon(async () => assert.match(await toml(page), /title = "edit"[^]*title = "logs"/));
    for (const name of ["Remove tab 1", "Remove tab 1", "Remove pane without a tab, number 1"]) await page.getByRole("button", { name }).click();
    await soon(async () => assert.doesNotMatch(await toml(page), /domain\.tab/));
    await page.getByText("In place of a number").waitFor();
  });

  on("says beside a tab's field what is wrong, and leads there", async (page) => {
    await openTabs(page);
    await tab(page, "Tab 1").getByLabel("Folder of the tab").fill("relative");
    await tab(page, "Tab 1").getByText(/^Folder of the tab relative/).waitFor();
    await choose(page, "Staging");
    await page.getByRole("button", { name: /Folder of the tab relative/ }).click();
    await page.getByRole("heading", { name: "Dev Server", level: 2 }).waitFor();
    await soon(async () => assert.ok(await tab(page, "Tab 1").getByLabel("Folder of the tab").evaluate((input) => input === document.activeElement)));
    await tab(page, "Tab 1").getByLabel("Folder of the tab").fill("");
    await tab(page, "Tab 1").getByLabel("Opens as").selectOption("bottom");
    await page.getByText("Opens as needs a tab before it, but this is the first").first().waitFor();
    await page.getByLabel("Opens as").selectOption("");
    await field(page, "Tabs").fill("4");
    await page.getByText("tabs are counted, and listed in tab as well").first().waitFor();
  });

  on("says in a folded group what is so, in words that stand alone", async (page) => {
    const badge = page.locator("summary").filter({ hasText: "Badge" });
    await badge.getByText("md_server", { exact: true }).waitFor();
    await badge.click();
    await field(page, "Production").selectOption("true");
    await badge.click();
    await badge.getByText("md_server · production", { exact: true }).waitFor();
    // The words of all groups stand in one column.
    const left = await page.locator(".gist").evaluateAll((all) => all.map((each) => Math.round(each.getBoundingClientRect().left)));
    assert.ok(left.length > 3 && new Set(left).size === 1, String(left));
  });

  on("counts tabs, or lists them, of all domains too", async (page) => {
    await page.getByRole("button", { name: /^Everything/ }).click();
    assert.equal(await page.getByLabel("Tabs", { exact: true }).first().inputValue(), "3");
    await page.getByRole("button", { name: "List the tabs" }).click();
    await tab(page, "Tab 1").getByLabel("Command").fill("top");
    await soon(async () => assert.ok(await mended(page)));
    const text = await toml(page);
    assert.match(text, /\[\[defaults\.tab\]\]\ncommand = "top"/);
    assert.doesNotMatch(text, /\[defaults\][^[]*tabs = /);
    await choose(page, "Staging");
    await page.locator("summary").getByText("1 listed").waitFor();
    await page.getByRole("button", { name: "Undo: tab of all domains" }).click();
    await page.getByRole("button", { name: "Undo: adding a tab of all domains" }).click();
    assert.ok(await page.getByRole("button", { name: "Nothing to undo" }).isDisabled());
  });

  for (const viewport of [WIDE, NARROW])
    on(`passes axe: ${viewport.width} px`, async (page) => {
      await openAll(page);
      await page.getByRole("button", { name: "List the tabs" }).click();
      await page.getByRole("button", { name: "Add a tab or pane" }).click();
      await tab(page, "Tab 2").getByLabel("Opens as").selectOption("right");
      await tab(page, "Tab 1").getByLabel("Folder of the tab").fill("relative");
      await wrong(page);
      await axe(page, "tabs");
    }, { viewport });

  on("marks a group by what is in it: calmly what is only to be looked at", async (page) => {
    await openAll(page);
    const mark = page.locator("summary").filter({ hasText: "Key and tags" }).locator(".mark");
    await field(page, "Quick key").fill("CTRL+c");
    await soon(async () => assert.equal(await mark.getAttribute("class"), "mark mild"));
    assert.ok(await mark.isVisible());
    await field(page, "Quick key").fill("CTRL+");
    await soon(async () => assert.equal(await mark.getAttribute("class"), "mark"));
    await field(page, "Quick key").fill("");
    await soon(async () => assert.ok(await mark.isHidden()));
  });

  on("says beside the field what is wrong, marks the row, and leads there", async (page) => {
    await field(page, "Accent").fill("#e0af6g");
    await soon(async () => assert.equal(await described(page, "Accent"), "Accent #e0af6g must be a colour such as #bb9af7, rebeccapurple, rgb(187 154 247) or oklch(75% 0.13 299) g is not a hex digit; did you mean #e0af6f?"));
    await soon(async () => assert.equal(await field(page, "Accent").getAttribute("aria-invalid"), "true"));
    await soon(async () => assert.equal((await colors(page)).badge, "#bb9af7", "the last good colour stays"));
    await field(page, "Accent").fill("#bb9af7");
    await soon(async () => assert.equal(await field(page, "Accent").getAttribute("aria-invalid"), null));

    await field(page, "Name").fill("Staging");
    await choose(page, "Staging");
    await soon(async () => assert.equal(
      await described(page, "Name"),
      "Name staging is taken by another domain give each domain a name of its own; upper and lower case are the same",
    ));
    await choose(page, "Dev Server");
    await field(page, "Name").fill("local");
    await soon(async () => assert.equal(await described(page, "Name"), "Name local must be a name that WezTerm does not use itself try local-host"));

    await page.getByRole("heading", { name: "Tabs" }).click();
    await field(page, "Tabs").fill("many");
    await soon(async () => assert.match(await described(page, "Tabs"), /^Tabs must be a whole number, found text many/));
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
    await soon(async () => assert.match(await described(page, "User name"), /Who you are on the host; the default is from Everything/));
    await files(page).getByRole("button", { name: "wezmux.toml" }).click();
    await soon(async () => assert.equal(((await shownText(page))).match(/username/g)?.length, 1));
    await page.getByRole("button", { name: /^Everything/ }).click();
    await field(page, "User name").fill("");
    await field(page, "Leader").fill("CTRL+b");
    await soon(async () => assert.equal(await field(page, "Send the leader").getAttribute("placeholder"), "LEADER+CTRL+b"));
    await choose(page, "Workstation");
    await soon(async () => assert.equal(await field(page, "User name").getAttribute("placeholder"), "the one ssh chooses"));
  });

  on("takes tags with commas between", async (page) => {
    await page.locator("summary").getByText("Key and tags", { exact: true }).click();
    await field(page, "Tags").pressSequentially("eu, web");
    assert.equal(await field(page, "Tags").inputValue(), "eu, web");
    await files(page).getByRole("button", { name: "wezmux.toml" }).click();
    await soon(async () => assert.match(await shownText(page), /tags = \["eu", "web"\]/));
    await field(page, "Tags").fill("eu, w b");
    await soon(async () => assert.match(await described(page, "Tags"), /^Tags, number 2: w b must be/));
    await soon(async () => assert.ok(!(await mended(page))));
  });
});
