// @ts-check
/**
 * The chosen domain's terminal window, and small ones of all domains for what they share. The core draws them.
 * @import { Frame } from '../../pkg/wezmux.js'
 * @import { Store, State } from '../state.js'
 */
import { byId, make } from "../dom.js";
import { picture } from "../palette.js";
import { domainsOf } from "../state.js";
import { keep, recall } from "../storage.js";

/** The width of www/styles/preview.css below which a window shows its last lines only. */
const NARROW = matchMedia("(max-width: 45.99rem)");

/** A window for the gallery, in pixels before it is made small. */
const SMALL = { width: 340, height: 206, text: 13 };

/** @param {Store} store */
export function preview(store) {
  const place = byId("preview");
  const image = make("img", { class: "window", hidden: true });
  const empty = make("p", { class: "note" }, "Give it an accent, and its window appears here.");
  const retro = make("button", { type: "button", class: "quiet", "aria-pressed": String(recall("tab-bar") === "retro") }, "Retro tab bar");
  const one = make("div", { class: "one" }, image, empty, retro);
  const gallery = make("ul", { class: "gallery", "aria-label": "How the domains look" });
  place.append(one, gallery);

  const tabBar = () => (retro.getAttribute("aria-pressed") === "true" ? "retro" : "fancy");

  /** The frame that fills the place, in the page's own text size. It is measured once: asking costs a layout. */
  let fitted = /** @type {Omit<Frame, "shade"> | null} */ (null);
  const frame = () => (fitted ??= measured());
  const measured = () => {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const narrow = NARROW.matches;
    const padding = (narrow ? 1.5 : 2) * rem;
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
    const address = picture(domain, project, own);
    // While a colour is being typed the last one stays.
    if (address) image.src = address;
    else if (isOther) image.removeAttribute("src");
    image.width = own.width;
    image.height = own.height;
    image.alt = `A terminal window in the colours of ${domain.label || domain.name || "this domain"}`;
    image.hidden = !image.hasAttribute("src");
    empty.hidden = !image.hidden;
  };

  /** The small windows by domain. @type {Map<number, { element: HTMLElement, image: HTMLImageElement, blank: HTMLElement, name: HTMLElement, seen: boolean }>} */
  const smalls = new Map();

  /** Draws a small window: of many those alone that can be seen. */
  const draw = (/** @type {number} */ id) => {
    const small = smalls.get(id);
    if (!small?.seen || store.state.chosen !== "everything" || !store.state.ids.includes(id)) return;
    const address = picture(store.read(id), store.state.project, { ...SMALL, tab_bar: tabBar() });
    if (address) small.image.src = address;
    small.image.hidden = !address;
    small.blank.hidden = Boolean(address);
  };
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const id = Number(/** @type {HTMLElement} */ (target).dataset.id);
      const small = smalls.get(id);
      if (!small) continue;
      small.seen = isIntersecting;
      draw(id);
    }
  }, { root: gallery, rootMargin: "0px 200px" });

  const makeSmall = (/** @type {number} */ id) => {
    const image = make("img", { alt: "", hidden: true, width: SMALL.width, height: SMALL.height });
    const blank = make("span", { class: "blank" });
    const name = make("span", { class: "name" });
    const element = make("li", {}, make("button", { type: "button", class: "small", click: () => store.choose(id) }, image, blank, name));
    element.dataset.id = String(id);
    watch.observe(element);
    return { element, image, blank, name, seen: false };
  };

  const windows = (/** @type {State} */ { project, ids }) => {
    const there = new Set(ids);
    for (const [id, { element }] of smalls)
      if (!there.has(id)) {
        watch.unobserve(element);
        element.remove();
        smalls.delete(id);
      }
    const domains = domainsOf(project);
    ids.forEach((id, index) => {
      const small = smalls.get(id) ?? makeSmall(id);
      smalls.set(id, small);
      small.name.textContent = String(domains[index].label || domains[index].name || "No name yet");
      if (gallery.children[index] !== small.element) gallery.insertBefore(small.element, gallery.children[index] ?? null);
      draw(id);
    });
  };

  const show = (/** @type {State} */ state, /** @type {State | null} */ before) => {
    const { chosen, ids } = state;
    one.hidden = chosen === "everything";
    gallery.hidden = chosen !== "everything";
    place.classList.toggle("none", chosen === "everything" && ids.length === 0);
    if (chosen === "everything") windows(state);
    else window(state, chosen, chosen !== before?.chosen);
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
