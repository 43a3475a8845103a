// @ts-check
/**
 * The list of domains: choosing, adding, and putting them in order with buttons, keys or the pointer.
 * @import { Diagnostic } from '../../pkg/wezmux.js'
 * @import { Selection } from '../selection.js'
 * @import { Store } from '../state.js'
 */
import { count, errorsIn, isCalm, target } from "../diagnostics.js";
import { byId, glide, make, say, setText } from "../dom.js";
import { worded } from "../fields.js";
import { dressed } from "../palette.js";
import { domainsOf } from "../state.js";
import { starter } from "../../pkg/wezmux.js";
import { focusField } from "./editor.js";
import { bring } from "./parts.js";

/** From so many domains on they, and their files, can be searched. */
export const MANY = 6;

/**
 * @param {Store} store
 * @param {Selection} selection
 */
export function fleet(store, selection) {
  const list = byId("rows");
  const search = /** @type {HTMLInputElement} */ (byId("search-text"));
  const onlyWrong = byId("search-wrong");
  const everything = byId("everything");
  /** @type {Map<number, Row>} */
  const rows = new Map();

  everything.addEventListener("click", () => {
    store.choose("everything");
    bring("editor");
  });
  byId("add").addEventListener("click", async () => {
    const { newcomer } = await import("../newcomer.js");
    store.add(newcomer(domainsOf(store.state.project)));
    bring("editor");
    focusField("name");
  });
  byId("examples").addEventListener("click", () => store.replace(starter(), true));

  const move = (/** @type {number} */ id, /** @type {number} */ to) => {
    const { ids } = store.state;
    if (to < 0 || to >= ids.length || ids.indexOf(id) === to) return;
    const focused = document.activeElement;
    glide(/** @type {HTMLElement[]} */ ([...list.children]), () => store.move(id, to));
    // A button at the end of the list is switched off; the row then keeps the focus.
    if (focused instanceof HTMLButtonElement && rows.get(id)?.element.contains(focused))
      (focused.disabled ? rows.get(id)?.button : focused)?.focus();
    say(`${rows.get(id)?.title()} is now ${to + 1} of ${ids.length}`);
  };

  // Arrow keys go through the list; with Alt they take the domain along.
  list.parentElement?.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const buttons = /** @type {HTMLElement[]} */ ([everything, ...[...list.children].map((row) => row.querySelector(".row"))]);
    const at = buttons.findIndex((button) => button === document.activeElement || (button !== everything && button.parentElement?.contains(document.activeElement)));
    if (at < 0) return;
    event.preventDefault();
    if (!event.altKey) {
      const visible = buttons.filter((button) => button === document.activeElement || !button.closest("[hidden]"));
      const next = visible[visible.indexOf(buttons[at]) + step];
      // From box to box while one selects.
      const box = document.activeElement instanceof HTMLInputElement && next?.closest("li")?.querySelector("input");
      (box || next)?.focus();
    } else if (at > 0 && !filtered()) move(store.state.ids[at - 1], at - 1 + step);
  });

  // Among some of the domains a place in the order would mean nothing.
  const filtered = () => search.value.trim() !== "" || onlyWrong.getAttribute("aria-pressed") === "true";

  /** Shows the rows that are asked for. */
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wrongOnly = onlyWrong.getAttribute("aria-pressed") === "true";
    const domains = domainsOf(store.state.project);
    /** @type {number[]} */
    const visible = [];
    store.state.ids.forEach((id, index) => {
      const row = rows.get(id);
      if (!row) return;
      const { name, label, address, username, accent, tags = [] } = domains[index];
      const text = words.length ? [name, label, address, username, accent, ...tags].join(" ").toLowerCase() : "";
      row.element.hidden = !words.every((word) => text.includes(word)) || (wrongOnly && row.mark.hidden);
      if (!row.element.hidden) visible.push(id);
    });
    list.classList.toggle("filtered", filtered());
    selection.see(visible);
    if (!visible.includes(reached)) reach(visible[0]);
    const shown = visible.length;
    byId("no-match").hidden = shown > 0 || domains.length === 0;
    setText(byId("fleet-count"), filtered() ? `${shown} of ${domains.length}` : String(domains.length));
  };

  /** The row that Tab gets to: one, as from there arrow keys go through the list. */
  let reached = -1;
  const reach = (/** @type {number} */ id) => {
    for (const [row, index] of /** @type {const} */ ([[rows.get(reached), -1], [rows.get(id), 0]]))
      for (const stop of row ? [row.button, row.up, row.down, row.check] : []) stop.tabIndex = index;
    reached = id;
  };
  list.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element) reach(Number(target.closest("li")?.dataset.id));
  });
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") /** @type {HTMLElement | null} */ (list.querySelector("li:not([hidden]) .row"))?.click();
  });
  onlyWrong.addEventListener("click", () => {
    onlyWrong.setAttribute("aria-pressed", String(onlyWrong.getAttribute("aria-pressed") !== "true"));
    filter();
  });

  let carried = -1;
  const drop = (/** @type {DragEvent} */ event) => {
    const row = /** @type {HTMLElement | null} */ (event.target instanceof Element ? event.target.closest("li") : null);
    if (carried < 0 || !row) return null;
    const { top, height } = row.getBoundingClientRect();
    const over = Number(row.dataset.id);
    const after = event.clientY > top + height / 2;
    const { ids } = store.state;
    const from = ids.indexOf(carried);
    const slot = ids.indexOf(over) + (after ? 1 : 0);
    return { row, after, to: slot > from ? slot - 1 : slot };
  };
  const unmark = () => {
    for (const row of list.querySelectorAll("[data-drop]")) row.removeAttribute("data-drop");
  };
  list.addEventListener("dragover", (event) => {
    const found = drop(event);
    if (!found) return;
    event.preventDefault();
    unmark();
    found.row.dataset.drop = found.after ? "after" : "before";
  });
  list.addEventListener("drop", (event) => {
    const found = drop(event);
    unmark();
    if (!found) return;
    event.preventDefault();
    move(carried, found.to);
  });
  list.addEventListener("dragend", () => {
    rows.get(carried)?.element.classList.remove("carried");
    carried = -1;
    unmark();
  });

  /** @typedef {ReturnType<typeof makeRow>} Row */
  const makeRow = (/** @type {number} */ id) => {
    const swatch = make("span", { class: "swatch", "aria-hidden": "true" });
    const title = make("span", { class: "title" });
    const sub = make("span", { class: "sub" });
    const mark = make("span", { class: "mark", hidden: true });
    const button = make("button", { type: "button", class: "row", tabIndex: -1 }, swatch, make("span", { class: "what" }, title, sub), mark);
    const at = () => store.state.ids.indexOf(id);
    const up = make("button", { type: "button", class: "step quiet", tabIndex: -1, click: () => move(id, at() - 1) }, "↑");
    const down = make("button", { type: "button", class: "step quiet", tabIndex: -1, click: () => move(id, at() + 1) }, "↓");
    const check = make("input", { type: "checkbox", tabIndex: -1, click: (/** @type {MouseEvent} */ event) => selection.pick(id, check.checked, event.shiftKey) });
    // A label around it, so that a finger need not hit the box itself.
    const pick = make("label", { class: "pick-row", hidden: true }, check);
    const element = make("li", { draggable: true }, pick, button, make("span", { class: "order" }, up, down));
    element.dataset.id = String(id);
    button.addEventListener("click", () => {
      store.choose(id);
      bring("editor");
    });
    element.addEventListener("dragstart", (event) => {
      if (filtered()) {
        event.preventDefault();
        return;
      }
      carried = id;
      event.dataTransfer?.setData("text/plain", title.textContent ?? "");
      element.classList.add("carried");
    });
    return { element, pick, check, button, swatch, sub, mark, up, down, titleElement: title, title: () => title.textContent ?? "", shows: /** @type {unknown[]} */ ([]) };
  };

  /** Mistakes are counted; what is only to be looked at is pointed out where there is no mistake. */
  const markUp = (/** @type {HTMLElement} */ mark, /** @type {Diagnostic[]} */ about = []) => {
    const errors = errorsIn(about);
    const wrong = errors.length;
    const calm = isCalm(errors, domainsOf(store.state.project));
    mark.hidden = about.length === 0;
    mark.classList.toggle("mild", calm);
    setText(mark, wrong ? String(wrong) : "!");
    const words = about[0] ? worded(about[0]).replaceAll("`", "") : "";
    mark.setAttribute("aria-label", wrong ? `${count(wrong, "thing", "things")} to ${calm ? "fill in" : "fix"}` : words);
    mark.title = wrong ? "" : words;
    if (about.length) mark.setAttribute("role", "img");
    else mark.removeAttribute("role");
  };

  const showPicked = () => {
    list.classList.toggle("picking", selection.on);
    for (const [id, { pick, check }] of rows) {
      pick.hidden = !selection.on;
      check.checked = selection.has(id);
    }
  };
  selection.addEventListener("change", showPicked);

  store.subscribe((state, before) => {
    const { project, ids, chosen, diagnostics } = state;
    const domains = domainsOf(project);
    /** @type {Map<number, Diagnostic[]>} */
    const aboutDomain = new Map();
    /** @type {Diagnostic[]} */
    const aboutAll = [];
    for (const diagnostic of diagnostics) {
      // Of two that look alike each is marked.
      for (const about of diagnostic.alike ? [diagnostic, diagnostic.alike] : [diagnostic]) {
        const { index, table } = target(about);
        if (index >= 0) aboutDomain.set(index, [...(aboutDomain.get(index) ?? []), diagnostic]);
        else if (table && table !== "domain") aboutAll.push(diagnostic);
      }
    }

    const there = ids === before?.ids ? null : new Set(ids);
    for (const [id, row] of there ? rows : [])
      if (!there?.has(id)) {
        row.element.remove();
        rows.delete(id);
      }
    ids.forEach((id, index) => {
      const row = rows.get(id) ?? makeRow(id);
      rows.set(id, row);
      if (there && list.children[index] !== row.element) list.insertBefore(row.element, list.children[index] ?? null);

      const domain = domains[index];
      const about = aboutDomain.get(index);
      // Of a thousand rows one changes at a time.
      const shows = [domain, project.defaults, index, ids.length, chosen === id, about?.map(({ message }) => message).join("\n")];
      if (shows.every((each, at) => each === row.shows[at])) return;
      row.shows = shows;
      const title = domain.label || domain.name || "No name yet";
      setText(row.titleElement, title);
      setText(row.sub, domain.address || project.defaults?.address || "no address yet");
      const accent = dressed(domain, project)?.theme.accent;
      if (accent) row.swatch.style.setProperty("--swatch", accent);
      else if (!domain.accent) row.swatch.style.removeProperty("--swatch");
      markUp(row.mark, about);
      if (chosen === id) row.button.setAttribute("aria-current", "true");
      else row.button.removeAttribute("aria-current");
      row.up.disabled = index === 0;
      row.down.disabled = index === ids.length - 1;
      row.up.setAttribute("aria-label", `Move ${title} up`);
      row.down.setAttribute("aria-label", `Move ${title} down`);
      row.check.setAttribute("aria-label", `Select ${title}`);
    });
    if (typeof chosen === "number" && chosen !== before?.chosen) {
      reach(chosen);
      if (before) rows.get(chosen)?.element.scrollIntoView({ block: "nearest" });
    }

    if (chosen === "everything") everything.setAttribute("aria-current", "true");
    else everything.removeAttribute("aria-current");
    markUp(/** @type {HTMLElement} */ (everything.querySelector(".mark")), aboutAll);
    byId("search").hidden = ids.length < 2;
    search.hidden = ids.length < MANY;
    if (ids.length < MANY) search.value = "";
    onlyWrong.hidden = aboutDomain.size === 0;
    setText(onlyWrong, `${aboutDomain.size} to look at`);
    if (aboutDomain.size === 0) onlyWrong.setAttribute("aria-pressed", "false");
    if (there || filtered() || list.classList.contains("filtered")) filter();
    byId("no-domains").hidden = ids.length > 0;
    byId("example").hidden = !state.example;
  });
}
