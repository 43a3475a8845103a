// @ts-check
/**
 * Changing several domains at once: one field of all of them, tags, or taking them out; each is one step to undo.
 * @import { DomainEntry } from '../../pkg/wezmux.js'
 * @import { Field } from '../fields.js'
 * @import { Selection } from '../selection.js'
 * @import { Store, Value } from '../state.js'
 */
import { validate } from "../../pkg/wezmux.js";
import { count } from "../diagnostics.js";
import { byId, make, say } from "../dom.js";
import { ACCENT, ESSENTIALS, GROUPS } from "../fields.js";
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

/**
 * Begins to select.
 * @param {Store} store
 * @param {Selection} selection
 */
export function bulk(store, selection) {
  const dialog = byId("bulk");
  const place = byId("selected");
  const toggle = byId("select");
  if (!(dialog instanceof HTMLDialogElement)) return;

  const all = make("input", { type: "checkbox", id: "select-all" });
  const words = make("label", { for: "select-all" });
  const change = make("button", { type: "button", class: "primary" }, "Change");
  const remove = make("button", { type: "button", class: "danger" }, "Remove");
  place.append(make("span", { class: "check" }, all, words), change, remove);

  toggle.addEventListener("click", () => selection.turn(!selection.on));
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
  const accept = make("button", { type: "submit", class: "primary" }, "Change");
  const form = make("form", {},
    title,
    make("div", { class: "field" }, make("label", { for: "bulk-what" }, "What"), what),
    slot,
    note,
    make("div", { class: "buttons" }, make("button", { type: "button", click: () => dialog.close() }, "Cancel"), accept),
  );
  dialog.append(form);

  /** @type {ReturnType<typeof createField>} */
  let control;
  /** @type {Value} */
  let value;
  const way = () => WAYS.find(([each]) => each === what.value)?.[0];
  const key = () => (way() ? TAGS.key : what.value);

  /** The core says whether it is good, of the first one alone. */
  const show = () => {
    const { project } = store.state;
    const entry = /** @type {DomainEntry} */ ({ name: "a", address: "a", accent: "#888", ...(value !== undefined && { [key()]: value }) });
    const shared = { ...project.defaults };
    delete (/** @type {Record<string, unknown>} */ (shared)[key()]);
    const path = `domain[0].${key()}`;
    const found = value === undefined ? undefined : validate({ defaults: shared, domain: [entry] }).find((each) => each.path === path || each.path.startsWith(`${path}[`));
    control.show(value, way() ? "" : (control.field.fallback ?? ""), found);
    const nothing = value === undefined && way() !== undefined;
    accept.disabled = found?.severity === "error" || nothing;
    const own = selection.ids.filter((id) => store.read(id)[key()] !== undefined).length;
    if (way()) note.textContent = "With commas between. Other tags stay.";
    else note.textContent = value === undefined ? "Left empty, they have what the defaults say." : own > 0 ? `It replaces what ${own} of them ${own === 1 ? "has" : "have"} of their own.` : "";
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
  change.addEventListener("click", () => {
    title.textContent = `Change ${count(selection.ids.length, "domain", "domains")}`;
    choose();
    dialog.showModal();
    what.focus();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (accept.disabled) return;
    const { ids } = selection;
    const shared = store.state.project.defaults?.tags;
    const typed = Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
    const had = (/** @type {unknown} */ before) => (Array.isArray(before) ? before : (shared ?? [])).filter((each) => typeof each === "string");
    if (way() === "add") store.writeAll(ids, TAGS.key, (before) => [...new Set([...had(before), ...typed])]);
    else if (way() === "drop") store.writeAll(ids, TAGS.key, (before) => {
      const left = had(before).filter((each) => !typed.includes(each));
      // An empty list is needed only where the defaults would give one.
      return left.length > 0 || shared ? left : undefined;
    });
    else store.writeAll(ids, key(), () => value);
    dialog.close();
    const done = `Changed ${key().replace("_", " ")} of ${count(ids.length, "domain", "domains")}.`;
    toastChange(store, done, `Undo: ${done}`);
    say(done);
  });
  selection.turn(true);
}
