// @ts-check
/**
 * Small windows of all domains, beside what they share. Loaded when that is looked at.
 * @import { Store } from '../state.js'
 * @import { State } from '../types.js'
 */
import { make } from "../dom.js";
import { drawing, once } from "../palette.js";
import { domainsOf } from "../state.js";

/** A window of it, in pixels before it is made small. */
const SMALL = { width: 340, height: 206, text: 13 };

/** The addresses of images, by what they show. @type {Map<string, string>} */
const pictures = new Map();
const dark = matchMedia("(prefers-color-scheme: dark)");

/**
 * @param {Store} store
 * @param {HTMLElement} place
 * @param {() => "retro" | "fancy"} tabBar
 * @returns {(state: State) => void} shows how things are now
 */
export function gallery(store, place, tabBar) {
  const list = make("ul", { class: "gallery", "aria-label": "How the domains look" });
  place.append(list);

  /** The small windows by domain. @type {Map<number, { element: HTMLElement, image: HTMLImageElement, blank: HTMLElement, name: HTMLElement, seen: boolean }>} */
  const smalls = new Map();

  /** Draws a small window: of many those alone that can be seen. */
  const draw = (/** @type {number} */ id) => {
    const small = smalls.get(id);
    if (!small?.seen || store.state.chosen !== "everything" || !store.state.ids.includes(id)) return;
    const { project } = store.state;
    const [domain, frame] = [store.read(id), { ...SMALL, tab_bar: tabBar() }];
    const address = once(pictures, JSON.stringify([domain, project.defaults, frame, dark.matches]), () => {
      const svg = drawing(domain, project, frame);
      return svg ? `data:image/svg+xml,${encodeURIComponent(svg)}` : "";
    });
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
  }, { root: list, rootMargin: "0px 200px" });

  const makeSmall = (/** @type {number} */ id) => {
    const image = make("img", { alt: "", hidden: true, width: SMALL.width, height: SMALL.height });
    const blank = make("span", { class: "blank" });
    const name = make("span", { class: "name" });
    const element = make("li", {}, make("button", { type: "button", class: "small", click: () => store.choose(id) }, image, blank, name));
    element.dataset.id = String(id);
    watch.observe(element);
    return { element, image, blank, name, seen: false };
  };

  return ({ project, ids, chosen }) => {
    list.hidden = chosen !== "everything";
    if (list.hidden) return;
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
      if (list.children[index] !== small.element) list.insertBefore(small.element, list.children[index] ?? null);
      draw(id);
    });
  };
}
