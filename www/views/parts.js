// @ts-check
/**
 * The tabs of a page that is too narrow to show everything at once: three on a phone, two where the domains fit
 * beside them, none on a wide page.
 * @import { Store } from '../state.js'
 * @import { View } from '../types.js'
 */
import { errorsIn, isBare, isCalm } from "../diagnostics.js";
import { byId } from "../dom.js";
import { domainsOf } from "../state.js";

const PARTS = /** @type {const} */ (["fleet", "editor", "files"]);

/** The widths of www/styles/layout.css. */
const TWO_TABS = matchMedia("(min-width: 46rem)");
const NO_TABS = matchMedia("(min-width: 74rem)");

/** @type {View} */
let current = "editor";
let show = () => {};

/**
 * Brings a part of the page to the front, where only one of them is seen.
 * @param {View} view
 */
export function bring(view) {
  current = view;
  show();
}

/** @param {Store} store */
export function parts(store) {
  const app = byId("app");
  const list = byId("views");
  const tabs = PARTS.map((part) => byId(`tab-${part}`));

  show = () => {
    list.hidden = NO_TABS.matches;
    const shown = PARTS.filter((part) => !(TWO_TABS.matches && part === "fleet"));
    if (!shown.includes(current)) current = "editor";
    app.dataset.view = current;
    for (const [index, part] of PARTS.entries()) {
      const tab = tabs[index];
      tab.hidden = !shown.includes(part);
      tab.setAttribute("aria-selected", String(part === current));
      tab.tabIndex = part === current ? 0 : -1;
      const panel = byId(part);
      if (!NO_TABS.matches && shown.includes(part)) panel.setAttribute("role", "tabpanel");
      else panel.removeAttribute("role");
    }
  };
  for (const [index, part] of PARTS.entries()) {
    tabs[index].addEventListener("click", () => bring(part));
    tabs[index].addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const there = PARTS.filter((_, at) => !tabs[at].hidden);
      const next = there[(there.indexOf(part) + step + there.length) % there.length];
      bring(next);
      byId(`tab-${next}`).focus();
    });
  }
  TWO_TABS.addEventListener("change", show);
  NO_TABS.addEventListener("change", show);
  store.subscribe(({ diagnostics, project }) => {
    const errors = errorsIn(diagnostics);
    const tab = byId("tab-files");
    const domains = domainsOf(project);
    tab.toggleAttribute("data-wrong", errors.length > 0 && !isBare(errors, domains));
    tab.classList.toggle("calm", isCalm(errors, domains));
  });
  show();
}
