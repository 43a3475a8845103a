// @ts-check
/**
 * Changing several domains at once: one field of all of them, tags, or taking them out; each is one step to undo.
 * @import { DomainEntry } from '../../pkg/wezmux.js'
 * @import { Field, Value } from '../types.js'
 * @import { Selection } from '../selection.js'
 * @import { Store } from '../state.js'
 */
import { validate } from "../../pkg/wezmux.js";
import { count, errorsIn, target } from "../diagnostics.js";
import { byId, make } from "../dom.js";
import { ACCENT, ESSENTIALS, GROUPS } from "../fields.js";
import { given, spoken } from "../state.js";
import { createField } from "./field.js";
import { toast, toastChange } from "./toast.js";

/** What no two domains can have the same of. */
const OWN = ["name", "address", "key"];

/** @type {{ title: string, fields: Field[] }[]} */
const CHOICES = [{ title: "Domain", fields: [ACCENT, ...ESSENTIALS] }, ...GROUPS].map(({ title, fields }) => ({ title, fields: fields.filter(({ key }) => !OWN.includes(key)) }));
const FIELDS = CHOICES.flatMap(({ fields }) => fields);
const TAGS = /** @type {Field} */ (FIELDS.find(({ key }) => key === "tags"));

/** What can be done to tags besides giving others: neither takes any away that is not named. */
const WAYS = /** @type {const} */ ([["add", "Add tags"], ["drop", "Take tags away"]]);

/** @param {unknown} list */
const strings = (list) => (Array.isArray(list) ? list.filter((each) => typeof each === "string") : []);

/** Some names of many. @param {string[]} names */
const some = (names) => (names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", "));

/**
 * @param {Store} store
 * @param {Selection} selection
 * @returns {() => void} begins to select, or ends it
 */
export function bulk(store, selection) {
  const dialog = byId("bulk");
  const place = byId("selected");
  const toggle = byId("select");
  if (!(dialog instanceof HTMLDialogElement)) throw new Error("#bulk is no dialog");

  const all = make("input", { type: "checkbox", id: "select-all" });
  const words = make("label", { for: "select-all" });
  const change = make("button", { type: "button", class: "primary" }, "Change");
  const remove = make("button", { type: "button", class: "danger" }, "Remove");
  place.append(make("span", { class: "check" }, all, words), change, remove);

  all.addEventListener("change", () => selection.pickVisible(all.checked));
  byId("fleet").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !selection.on || (event.target instanceof HTMLInputElement && event.target.type === "search" && event.target.value)) return;
    selection.turn(false);
    toggle.focus();
  });

  selection.addEventListener("change", () => {
    const { ids, visible, on } = selection;
    toggle.setAttribute("aria-pressed", String(on));
    place.hidden = !on;
    const picked = visible.filter((id) => selection.has(id)).length;
    all.checked = picked > 0 && picked === visible.length;
    all.indeterminate = picked > 0 && picked < visible.length;
    words.textContent = ids.length ? `${ids.length} selected` : `Select all ${visible.length}`;
    all.setAttribute("aria-label", `Select all ${visible.length} that are shown; ${ids.length} selected`);
    for (const button of [change, remove]) button.disabled = ids.length === 0;
    change.setAttribute("aria-label", `Change ${count(ids.length, "domain", "domains")}`);
    remove.setAttribute("aria-label", `Remove ${count(ids.length, "domain", "domains")}`);
  });

  remove.addEventListener("click", () => {
    const { ids } = selection;
    const what = count(ids.length, "domain", "domains");
    const undo = store.remove(...ids);
    selection.turn(false);
    toast(`Removed ${what}.`, undo, `Undo: bring back ${what}`);
    byId("toasts").querySelector("button")?.focus();
  });

  const title = make("h2", { id: "bulk-title" });
  const what = make("select", { id: "bulk-what" },
    make("optgroup", { label: "Tags" }, ...WAYS.map(([way, label]) => make("option", { value: way }, label))),
    ...CHOICES.map(({ title, fields }) => make("optgroup", { label: title }, ...fields.map(({ key, label }) => make("option", { value: key }, label)))),
  );
  const slot = make("div", {});
  const note = make("p", { class: "hint" });
  const leave = make("button", { type: "button", class: "leave", hidden: true });
  const accept = make("button", { type: "submit", class: "primary" }, "Change");
  const form = make("form", {},
    title,
    make("div", { class: "field" }, make("label", { for: "bulk-what" }, "What"), what),
    slot,
    note,
    leave,
    make("div", { class: "buttons" }, make("button", { type: "button", click: () => dialog.close() }, "Cancel"), accept),
  );
  dialog.append(form);

  /** @type {ReturnType<typeof createField>} */
  let control;
  /** @type {Value} */
  let value;
  /** @type {number[]} */
  let exceptions = [];
  const way = () => WAYS.find(([each]) => each === what.value)?.[0];
  const key = () => (way() ? TAGS.key : what.value);

  /**
   * What becomes of the field of one of them.
   * @param {unknown} before
   * @returns {Value}
   */
  const becomes = (before) => {
    if (!way()) return value;
    if (value === undefined) return /** @type {Value} */ (before);
    const shared = store.state.project.defaults?.tags;
    const had = strings(before ?? shared);
    const typed = strings(value);
    const after = way() === "add" ? [...new Set([...had, ...typed])] : had.filter((each) => !typed.includes(each));
    // Tags of the defaults that stay as they are stay there.
    if (String(after) === String(had)) return /** @type {Value} */ (before);
    // An empty list is needed only where the defaults would give one.
    return after.length > 0 || shared ? after : undefined;
  };
  /** Those that would be other than they are, with what they are and would be. */
  const changes = () =>
    selection.ids.flatMap((id) => {
      const before = store.read(id);
      const after = given(before, key(), becomes(before[key()]));
      return JSON.stringify(before[key()]) === JSON.stringify(after[key()]) ? [] : [{ id, before, after }];
    });
  /** What the core says of the field. @param {Record<string, unknown>[]} entries */
  const said = (entries) => {
    const { defaults } = store.state.project;
    const all = entries.length ? validate({ defaults, domain: /** @type {DomainEntry[]} */ (entries) }) : [];
    return all.filter((each) => target(each).index >= 0 && target(each).key === key());
  };

  const show = () => {
    const changed = changes();
    // Of tags only those count that are typed, and any may go: what was wrong before is not this change's doing.
    const found = way() === "drop" ? [] : said(changed.map(({ after }) => (way() ? given(after, key(), value) : after)));
    const wrong = errorsIn(found);
    control.show(value, way() ? "" : (control.field.fallback ?? ""), wrong[0] ?? found[0]);
    accept.disabled = wrong.length > 0 || changed.length === 0;

    // Who cannot have it, where others can.
    const where = [...new Set(wrong.map((each) => target(each).index))].map((index) => changed[index].id);
    exceptions = where.length < changed.length ? where : [];
    note.textContent = exceptions.length > 0 ? `That is so at ${some(where.map((id) => store.title(id)))}.` : way() ? ofTags(changed.length) : ofField(changed);
    leave.hidden = exceptions.length === 0;
    leave.textContent = exceptions.length === 1 ? "Leave it out" : `Leave these ${exceptions.length} out`;
  };
  leave.addEventListener("click", () => {
    for (const id of exceptions) selection.pick(id, false, false);
    entitle();
    show();
    control.input.focus();
  });
  const ofTags = (/** @type {number} */ changed) => {
    if (value === undefined || changed > 0) return "With commas between. Other tags stay.";
    return way() === "add" ? "All of them have these tags." : "None of them has these tags.";
  };
  const ofField = (/** @type {ReturnType<typeof changes>} */ changed) => {
    if (changed.length === 0) return value === undefined ? "All of them have what the defaults say." : "All of them have this.";
    if (value === undefined) return "Left empty, they have what the defaults say.";
    const own = changed.filter(({ before }) => before[key()] !== undefined).length;
    return own > 0 ? `It replaces what ${own} of them ${own === 1 ? "has" : "have"} of their own.` : "";
  };
  const choose = () => {
    value = undefined;
    const field = FIELDS.find((each) => each.key === key()) ?? TAGS;
    control = createField(way() ? { ...field, hint: "", fallback: "" } : field, (typed) => {
      value = typed;
      show();
    });
    slot.replaceChildren(control.element);
    show();
  };
  what.addEventListener("change", choose);
  dialog.addEventListener("close", () => slot.replaceChildren());
  const entitle = () => {
    title.textContent = `Change ${count(selection.ids.length, "domain", "domains")}`;
  };
  change.addEventListener("click", () => {
    entitle();
    choose();
    dialog.showModal();
    what.focus();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (accept.disabled) return;
    const ids = changes().map(({ id }) => id);
    store.writeAll(ids, key(), becomes);
    dialog.close();
    const done = `Changed ${spoken(key())} of ${count(ids.length, "domain", "domains")}.`;
    toastChange(store, done, `Undo: ${done}`);
  });
  return () => selection.turn(!selection.on);
}
