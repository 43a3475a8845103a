// @ts-check
/**
 * The fields of the chosen domain, or of what all domains share.
 * @import { DomainEntry } from '../../pkg/wezmux.js'
 * @import { Field, State, Table } from '../types.js'
 * @import { Store } from '../state.js'
 */
import { errorsIn, isCalm, target } from "../diagnostics.js";
import { byId, late, make, prose, setText, sheet } from "../dom.js";
import { ACCENT, ESSENTIALS, GROUPS, KEYS, LOCAL, defaultFields } from "../fields.js";
import { dressed } from "../palette.js";
import { domainsOf } from "../state.js";
import { createField } from "./field.js";
import { verdict } from "./verdict.js";

/** @type {(table: string, key: string, tab?: number, part?: string) => void} */
let focus = () => {};

/**
 * Puts the focus on a field of what is chosen.
 * @param {string} key
 * @param {string} [table] such as `keys`, where more than one is shown
 */
export function focusField(key, table = "domain") {
  focus(table, key);
}

/** @param {Store} store */
export function editor(store) {
  const place = byId("form");
  /** @type {{ table: Table, kind: string, control: ReturnType<typeof createField> }[]} */
  let controls = [];
  /** @type {((state: State) => void)[]} */
  let showers = [];

  /** @type {{ kind: string, element: HTMLElement, load: () => Promise<ReturnType<typeof import("./tabs.js").tabList>> }[]} */
  let tabLists = [];

  focus = (kind, key, tab, part = "") => {
    const tabs = key === "tab" ? tabLists.find((each) => each.kind === kind) : undefined;
    if (tabs) {
      const group = tabs.element.closest("details");
      if (group) group.open = true;
      void tabs.load().then((list) => list.focus(tab ?? -1, part));
      return;
    }
    const found = controls.find(({ kind: its, control }) => its === kind && control.field.key === key)?.control;
    if (!found) return;
    const folded = found.element.closest("details");
    if (folded) folded.open = true;
    found.input.focus();
    if (found.input instanceof HTMLInputElement) found.input.select();
    found.element.scrollIntoView({ block: "nearest" });
  };

  const fallbackOf = (/** @type {State} */ { project, ids }, /** @type {Table} */ table, /** @type {Field} */ field) => {
    if (typeof table !== "number") {
      if (field.key === "send_leader") return `LEADER+${project.keys?.leader ?? "CTRL+a"}`;
      return field.fallback ?? "";
    }
    const shared = /** @type {Record<string, unknown>} */ (project.defaults ?? {})[field.key];
    if (shared !== undefined) return String(shared);
    if (field.key === "label") return String(store.read(table).name ?? project.defaults?.name ?? "");
    if (field.key === "key" && ids.indexOf(table) < 9) return `LEADER+${ids.indexOf(table) + 1}`;
    return field.fallback ?? "";
  };

  const control = (/** @type {Table} */ table, /** @type {Field} */ field) => {
    const made = createField(field, (value) => store.write(table, field.key, value));
    controls.push({ table, kind: typeof table === "number" ? "domain" : table, control: made });
    return made;
  };

  const grid = (/** @type {Table} */ table, /** @type {Field[]} */ fields, name = "grid") =>
    make("div", { class: name }, ...fields.map((field) => control(table, field).element));

  const tabsOf = (/** @type {number | "defaults"} */ table) => {
    const element = make("div");
    /** @type {ReturnType<typeof import("./tabs.js").tabList> | undefined} */
    let list;
    const show = (/** @type {State} */ state) => list?.show(state, (key) => {
      const own = store.read(table)[key];
      if (own !== undefined) return String(own);
      const field = GROUPS.flatMap(({ fields }) => fields).find((each) => each.key === key);
      return field ? fallbackOf(state, table, field) : "";
    });
    const load = late(async () => {
      list = (await import("./tabs.js")).tabList(store, table);
      element.append(list.element);
      show(store.state);
      return list;
    });
    tabLists.push({ kind: typeof table === "number" ? "domain" : table, element, load });
    showers.push(show);
    return { element, load };
  };

  /** What a folded group says about itself: the values that it gives, else those that count anyway. */
  const folded = (/** @type {number} */ table, /** @type {string} */ title, /** @type {Field[]} */ fields) => {
    // The tabs are counted in a field of theirs, or listed.
    const listed = fields.some(({ key }) => key === "tabs");
    const tabs = listed ? tabsOf(table) : null;
    const gist = make("span", { class: "gist" });
    const mark = make("span", { class: "mark", hidden: true, "aria-hidden": "true" }, "!");
    const element = make("details", { class: "group" }, make("summary", {}, make("h3", {}, title), mark, gist), grid(table, fields), tabs?.element);
    if (tabs) element.addEventListener("toggle", () => void tabs.load(), { once: true });
    showers.push((state) => {
      const values = store.read(table);
      const words = fields.map((field) => {
        const value = String(values[field.key] ?? fallbackOf(state, table, field));
        const list = values.tab ?? (values.tabs === undefined ? state.project.defaults?.tab : undefined);
        if (field.key === "tabs" && Array.isArray(list)) return `${list.length} listed`;
        if (field.key === "tabs") return value === "1" ? "1 tab" : `${value} tabs`;
        if (field.key === "production") return value === "true" ? "production" : "";
        if (field.choices && field.key === "attach") return value === "false" ? "when asked" : "";
        if (field.quiet && values[field.key] === undefined) return "";
        if (field.unit) return field.unit === "seconds" ? `${field.label.toLowerCase()} ${value} s` : `${value} ${field.unit}`;
        if (field.choices) return field.choices.find(([choice]) => choice === value)?.[1] ?? value;
        return field.key === "stops" ? `${value} stops` : value;
      });
      setText(gist, words.filter(Boolean).join(" · "));
      const path = store.path(table);
      const keys = [...fields.map(({ key }) => key), ...(listed ? ["tab"] : [])];
      const about = state.diagnostics.filter((each) => keys.some((key) => each.path === `${path}.${key}` || each.path.startsWith(`${path}.${key}[`)));
      mark.hidden = about.length === 0;
      mark.classList.toggle("mild", isCalm(errorsIn(about), domainsOf(state.project)));
      if (about.length && !element.contains(document.activeElement)) element.open = true;
    });
    return element;
  };

  const pairs = late(async () => {
    const [{ alike }] = await Promise.all([import("./alike.js"), sheet("dialog.css"), sheet("alike.css")]);
    return alike(store);
  });

  const accent = (/** @type {Table} */ table) => {
    const made = control(table, ACCENT);
    const text = /** @type {HTMLInputElement} */ (made.input);
    const picker = make("input", { type: "color", class: "picker", "aria-label": "Choose the accent", title: "Choose the accent" });
    const sentence = verdict();
    picker.addEventListener("input", () => store.write(table, "accent", picker.value));
    text.addEventListener("focus", () => text.select());
    // What is pasted is the whole colour, wherever the cursor stood.
    text.addEventListener("paste", () => text.select());
    text.maxLength = 64;
    made.element.classList.add("accent");
    const suggest = make("button", { type: "button", title: "An accent that nobody takes for another host’s" }, "Suggest");
    const next = late(async () => (await import("./suggesting.js")).suggesting(store, table, suggest));
    suggest.addEventListener("click", async () => (await next())());
    const box = made.element.querySelector(".input");
    box?.prepend(picker);
    box?.append(suggest);
    const both = make("button", { type: "button", class: "link both" });
    /** @type {import('../../pkg/wezmux.js').Diagnostic | undefined} */
    let pair;
    both.addEventListener("click", async () => pair && (await pairs())(pair));
    made.element.append(both, sentence.element);
    showers.push(({ project, diagnostics }) => {
      const own = `${store.path(table)}.accent`;
      pair = diagnostics.find(({ path, alike }) => alike && [path, alike.path].includes(own));
      both.hidden = !pair;
      const other = [pair?.path, pair?.alike?.path].find((path) => path && path !== own);
      if (other) setText(both, `Looks like ${store.title(store.state.ids[target({ path: other }).index])}: see both`);
      const found = dressed(store.read(table), project);
      if (found) picker.value = found.theme.accent;
      // A colour field always has one, and black would be a lie.
      picker.classList.toggle("none", !found);
      made.element.classList.toggle("long", String(store.read(table).accent ?? "").length > 9);
      sentence.show(found);
    });
    return made.element;
  };

  const remove = async (/** @type {number} */ id) => {
    const title = store.title(id);
    const undo = store.remove(id);
    const { toast } = await import("./toast.js");
    toast(`Removed ${title}.`, undo, `Undo: bring back ${title}`);
    byId("toasts").querySelector("button")?.focus();
  };

  const domain = (/** @type {number} */ id) => {
    const title = make("h2", { id: "editor-title" });
    const position = make("p", { class: "position" });
    const copyButton = make("button", { type: "button", class: "quiet", click: async () => {
      const { twin } = await import("../newcomer.js");
      const { project, ids } = store.state;
      const copy = twin(/** @type {DomainEntry} */ (store.read(id)), domainsOf(project));
      store.add(copy, ids.indexOf(id) + 1, `duplicating ${store.title(id)}`);
      focusField("address");
    } }, "Duplicate");
    const removeButton = make("button", { type: "button", class: "danger", click: () => remove(id) }, "Remove");
    showers.push(({ ids }) => {
      const { label, name } = /** @type {DomainEntry} */ (store.read(id));
      const words = label || name || "No name yet";
      setText(title, words);
      setText(position, `${ids.indexOf(id) + 1} of ${ids.length}`);
      removeButton.setAttribute("aria-label", `Remove ${name || label || "it"}`);
    });
    return [
      make("header", { class: "head" }, title, position, copyButton, removeButton),
      accent(id),
      grid(id, ESSENTIALS, "grid essentials"),
      ...GROUPS.map(({ title, fields }) => folded(id, title, fields)),
      // On a phone, and with keys, the list is far.
      make("button", { type: "button", click: () => byId("add").click() }, "Add another domain"),
    ];
  };

  const everything = () => {
    const tabs = tabsOf("defaults");
    void tabs.load();
    return [
      make("header", { class: "head" }, make("h2", { id: "editor-title" }, "Everything")),
      make("section", { class: "group" }, make("h3", {}, "Defaults"), make("p", { class: "lead" }, "What every domain has that does not say otherwise."), grid("defaults", defaultFields(store.read("defaults"))), tabs.element),
      make("section", { class: "group" }, make("h3", {}, "This computer"), make("p", { class: "lead" }, "The window that WezTerm opens here."), grid("local", LOCAL)),
      make("section", { class: "group" }, make("h3", {}, "Keys"), make("p", { class: "lead" }, ...prose("Written as `CTRL+SHIFT+a` or `LEADER+n`.")), grid("keys", KEYS)),
    ];
  };

  store.subscribe((state, before) => {
    // An undo may bring back a project whose defaults have other fields.
    if (state.chosen !== before?.chosen) {
      controls = [];
      showers = [];
      tabLists = [];
      const content = state.chosen === "everything" ? everything() : domain(state.chosen);
      place.replaceChildren(make("form", { submit: (/** @type {Event} */ event) => event.preventDefault(), noValidate: true }, ...content));
      place.scrollTop = 0;
    }
    for (const show of showers) show(state);
    for (const { table, control: made } of controls) {
      const path = `${store.path(table)}.${made.field.key}`;
      // Also one about a part of its list.
      const diagnostic = state.diagnostics.find((each) => each.path === path || each.path.startsWith(`${path}[`));
      const isShared = typeof table === "number" && Object.hasOwn(state.project.defaults ?? {}, made.field.key);
      made.show(store.read(table)[made.field.key], fallbackOf(state, table, made.field), diagnostic, isShared);
    }
  });

  // A colour that is pasted while no field has the focus is the accent.
  document.addEventListener("paste", (event) => {
    const { chosen } = store.state;
    if (chosen === "everything" || document.querySelector("dialog[open]")) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select")) return;
    const text = event.clipboardData?.getData("text/plain").trim() ?? "";
    if (!dressed({ accent: text }, {})) return;
    event.preventDefault();
    store.write(chosen, "accent", text);
  });
}

/** @param {import('../../pkg/wezmux.js').Diagnostic} diagnostic */
export function focusDiagnostic(diagnostic) {
  const { table, key } = target(diagnostic);
  const [, tab, part] = /\.tab\[(\d+)\](?:\.(\w+))?$/.exec(diagnostic.path) ?? [];
  focus(table, key, tab === undefined ? undefined : Number(tab), part);
}
