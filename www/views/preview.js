// @ts-check
/**
 * The chosen domain's terminal window, which the core draws.
 * @import { Frame } from '../../pkg/wezmux.js'
 * @import { Store } from '../state.js'
 * @import { State } from '../types.js'
 */
import { byId, late, make, setText, sheet } from "../dom.js";
import { drawing } from "../palette.js";
import { keep, recall } from "../storage.js";

/** The width of www/styles/preview.css below which a window shows its last lines only. */
const NARROW = matchMedia("(max-width: 45.99rem)");

const parser = new DOMParser();

/**
 * Makes `node` like `wanted`, and touches only what differs: while one types, most of a window stays as it is.
 * @param {Node} node
 * @param {Node} wanted
 */
function become(node, wanted) {
  if (node.isEqualNode(wanted)) return;
  const [before, after] = [node, wanted].map(({ childNodes }) => [...childNodes]);
  if (node.nodeName !== wanted.nodeName || before.length !== after.length) {
    /** @type {ChildNode} */ (node).replaceWith(wanted);
    return;
  }
  if (node.nodeValue !== wanted.nodeValue) node.nodeValue = wanted.nodeValue;
  if (node instanceof Element && wanted instanceof Element) {
    for (const { name } of [...node.attributes]) if (!wanted.hasAttribute(name)) node.removeAttribute(name);
    for (const { name, value } of wanted.attributes) if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
  before.forEach((child, index) => become(child, after[index]));
}

/** @param {Store} store */
export function preview(store) {
  const place = byId("preview");
  // Not as an image, which would be a document of its own, made anew with each letter.
  const shown = make("div", { class: "window", hidden: true });
  const empty = make("p", { class: "note" });
  const retro = make("button", { type: "button", class: "quiet", "aria-pressed": String(recall("tab-bar") === "retro") }, "Show the retro tab bar");
  const one = make("div", { class: "one" }, shown, empty, retro);
  place.append(one);

  const tabBar = () => (retro.getAttribute("aria-pressed") === "true" ? "retro" : "fancy");

  /** The frame that fills the place, in the page's own text size. It is measured once: asking costs a layout. */
  let fitted = /** @type {Omit<Frame, "shade"> | null} */ (null);
  const frame = () => (fitted ??= measured());
  const measured = () => {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const narrow = NARROW.matches;
    const padding = 2 * rem;
    return /** @type {const} */ ({
      width: Math.max(Math.round(Math.min(place.clientWidth - padding, 44 * rem)), 200),
      height: (narrow ? 9 : 12.25) * rem,
      text: (narrow ? 0.6875 : 0.75) * rem,
      tab_bar: tabBar(),
    });
  };

  const window = (/** @type {State} */ { project }, /** @type {number} */ id, /** @type {boolean} */ isOther) => {
    const domain = store.read(id);
    const own = frame();
    const svg = drawing(domain, project, own);
    // While a colour is being typed the last one stays.
    if (svg) {
      const { documentElement: wanted } = parser.parseFromString(svg, "image/svg+xml");
      // It would be shown beside the pointer.
      wanted.querySelector("title")?.remove();
      wanted.setAttribute("aria-label", `A terminal window in the colours of ${domain.label || domain.name || "this domain"}`);
      if (shown.firstChild) become(shown.firstChild, wanted);
      else shown.append(wanted);
    } else if (isOther) shown.replaceChildren();
    shown.hidden = !shown.hasChildNodes();
    empty.hidden = !shown.hidden;
    setText(empty, domain.accent ? "Once its accent is a colour, its window appears here." : "Give it an accent, and its window appears here.");
    retro.hidden = shown.hidden;
  };

  /** The small windows of all domains. */
  const gallery = late(async () => {
    const [made] = await Promise.all([import("./gallery.js"), sheet("gallery.css")]);
    return made.gallery(store, place, tabBar);
  });
  let hasGallery = false;
  const all = async () => {
    hasGallery = true;
    (await gallery())(store.state);
  };

  const show = (/** @type {State} */ state, /** @type {State | null} */ before) => {
    const { chosen, ids } = state;
    one.hidden = chosen === "everything";
    place.classList.toggle("none", chosen === "everything" && ids.length === 0);
    if (hasGallery || chosen === "everything") void all();
    if (chosen !== "everything") window(state, chosen, chosen !== before?.chosen);
  };

  store.subscribe((state, before) => {
    if (before && state.project === before.project && state.chosen === before.chosen) return;
    show(state, before);
  });
  const again = () => show(store.state, store.state);
  // The small windows are of one size.
  const fit = () => {
    fitted = null;
    if (store.state.chosen !== "everything") again();
  };
  retro.addEventListener("click", () => {
    retro.setAttribute("aria-pressed", String(tabBar() === "fancy"));
    keep("tab-bar", tabBar());
    fitted = null;
    again();
  });
  new ResizeObserver(fit).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
}
