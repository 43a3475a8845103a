// @ts-check
/**
 * The tabs of a host one by one, and the panes in them.
 * @import { TabEntry } from '../../pkg/wezmux.js'
 * @import { State, Table } from '../types.js'
 * @import { Store } from '../state.js'
 */
import { make, prose, say } from "../dom.js";
import { TAB } from "../fields.js";
import { given } from "../state.js";
import { createField } from "./field.js";

/**
 * @param {Store} store
 * @param {Exclude<Table, "local" | "keys">} table
 */
export function tabList(store, table) {
  const list = make("ol", { class: "tabs" });
  const note = make("p", { class: "hint" });
  const mistake = make("p", { class: "hint warn", hidden: true });
  const add = make("button", { type: "button" });
  const element = make("div", { class: "tab-list" }, make("h4", {}, "Tabs one by one"), note, mistake, list, add);

  const read = () => /** @type {TabEntry[] | undefined} */ (store.read(table).tab) ?? [];
  const write = (/** @type {TabEntry[]} */ tabs, /** @type {string} */ what) => {
    const { tabs: counted, ...entry } = store.read(table);
    // Counted or listed: the first one that is listed takes the place of the number.
    const whole = { ...entry, ...(counted !== undefined && read().length > 0 && { tabs: counted }), tab: tabs };
    if (tabs.length === 0) delete (/** @type {Record<string, unknown>} */ (whole).tab);
    store.put(table, whole, `${what} of ${store.title(table)}`);
  };

  const makeRow = (/** @type {number} */ index) => {
    const title = make("legend", {});
    const controls = TAB.map((field) => createField(field, (value) => {
      const tabs = read().map((tab, at) => {
        const entry = /** @type {Record<string, unknown>} */ (tab);
        return at === index ? /** @type {TabEntry} */ (given(entry, field.key, value)) : tab;
      });
      store.write(table, "tab", tabs, `${index} ${field.key}`);
    }));
    const step = (/** @type {number} */ by) => {
      const tabs = [...read()];
      const [moved] = tabs.splice(index, 1);
      tabs.splice(index + by, 0, moved);
      write(tabs, "moving a tab");
      const there = rows[index + by];
      const button = by < 0 ? there.up : there.down;
      (button.disabled ? there.remove : button).focus();
      say(`It is now ${index + by + 1} of ${tabs.length}`);
    };
    const up = make("button", { type: "button", class: "step quiet", click: () => step(-1) }, "↑");
    const down = make("button", { type: "button", class: "step quiet", click: () => step(1) }, "↓");
    const remove = make("button", { type: "button", class: "danger", click: () => {
      write(read().filter((_, at) => at !== index), "removing a tab");
      (rows[Math.min(index, rows.length - 1)]?.remove ?? add).focus();
    } }, "Remove");
    const element = make("li", {}, make("fieldset", {}, title,
      make("div", { class: "tab-acts" }, up, down, remove),
      make("div", { class: "grid" }, ...controls.map(({ element }) => element)),
    ));
    return { element, title, controls, up, down, remove };
  };
  /** @type {ReturnType<typeof makeRow>[]} */
  let rows = [];

  add.addEventListener("click", () => {
    write([...read(), {}], "adding a tab");
    rows.at(-1)?.controls[0].input.focus();
  });

  return {
    element,
    /**
     * @param {number} index
     * @param {string} key
     */
    focus(index, key) {
      const found = rows[index]?.controls.find(({ field }) => field.key === key)?.input ?? add;
      found.focus();
      found.scrollIntoView({ block: "nearest" });
    },
    /**
     * @param {State} state
     * @param {(key: string) => string} fallbackOf what counts for a field of the table that is left empty
     */
    show({ diagnostics }, fallbackOf) {
      const tabs = read();
      if (tabs.length !== rows.length) {
        while (rows.length < tabs.length) rows.push(makeRow(rows.length));
        rows.length = tabs.length;
        list.replaceChildren(...rows.map(({ element }) => element));
      }
      note.replaceChildren(...prose(tabs.length ? "They take the place of the number above." : "In place of a number: each with its own title, folder and command, and panes beside it."));
      add.textContent = tabs.length ? "Add a tab or pane" : "List the tabs";
      const path = store.path(table);
      const whole = diagnostics.find((each) => each.path === `${path}.tab`);
      mistake.hidden = !whole;
      mistake.replaceChildren(...prose(whole?.message ?? ""));
      let number = 0;
      for (const [index, { title, controls, up, down, remove }] of rows.entries()) {
        const tab = /** @type {Record<string, unknown>} */ (tabs[index]);
        const isPane = tab.split !== undefined;
        if (!isPane) number += 1;
        title.textContent = !isPane ? `Tab ${number}` : number > 0 ? `Pane in tab ${number}` : "Pane without a tab";
        up.disabled = index === 0;
        down.disabled = index === rows.length - 1;
        const words = `${title.textContent.toLowerCase()}${isPane ? `, number ${index + 1}` : ""}`;
        up.setAttribute("aria-label", `Move ${words} up`);
        down.setAttribute("aria-label", `Move ${words} down`);
        remove.setAttribute("aria-label", `Remove ${words}`);
        for (const control of controls) {
          const { key, fallback = "" } = control.field;
          control.show(tab[key], key === "cwd" ? fallbackOf("cwd") : fallback, diagnostics.find((each) => each.path === `${path}.tab[${index}].${key}`));
        }
      }
    },
  };
}
