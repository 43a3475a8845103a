// @ts-check
/** Making and finding elements. Text goes in as text nodes only: nothing here, or in any view, parses HTML. */

/**
 * The element with this id, which index.html promises.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return /** @type {T} */ (found);
}

/**
 * A new element: properties and attributes first, then children.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [properties] a function is an event listener; `class` and names with a dash are attributes
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, /** @type {EventListener} */ (value));
    else if (name === "class" || name === "role" || name === "for" || name.includes("-"))
      element.setAttribute(name, String(value));
    else Object.assign(element, { [name]: value });
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/**
 * Gives an element this text. The same one again would be laid out anew.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @type {Map<string, Promise<unknown>>} */
const sheets = new Map();

/**
 * Loads a sheet of `styles/` that only a view needs that is loaded when it is asked for.
 * @param {string} name
 */
export function sheet(name) {
  const loaded = sheets.get(name) ?? new Promise((done) => {
    const href = new URL(`./styles/${name}`, import.meta.url).href;
    // Without it the view is plain, and works.
    document.head.append(make("link", { rel: "stylesheet", href, load: done, error: done }));
  });
  sheets.set(name, loaded);
  return loaded;
}

/**
 * What is made when it is first asked for, and once, mostly from modules and sheets that come only then. What did not
 * come is asked for again the next time.
 * @template T
 * @param {() => Promise<T>} load
 */
export function late(load) {
  /** @type {Promise<T> | undefined} */
  let made;
  return () => (made ??= load().catch((reason) => {
    made = undefined;
    throw reason;
  }));
}

/**
 * A message of the core: what stands in backticks becomes code.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function prose(text) {
  return text.split("`").map((part, index) => (index % 2 ? make("code", {}, part) : part));
}

/**
 * Moves elements to where they belong now, from where they were before `change`. Nothing moves where the system asks
 * for reduced motion.
 * @param {Iterable<HTMLElement>} elements
 * @param {() => void} change
 */
export function glide(elements, change) {
  const before = new Map([...elements].map((element) => [element, element.getBoundingClientRect().top]));
  change();
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const [element, top] of before) {
    const by = top - element.getBoundingClientRect().top;
    if (by && element.isConnected)
      element.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], { duration: 140, easing: "ease-out" });
  }
}

/**
 * Says something to those who hear the page rather than see it.
 * @param {string} text
 */
export function say(text) {
  byId("said").textContent = text;
}
