// @ts-check
/**
 * The files of many machines: searched, and one stop for the Tab key, from which the arrow keys lead to the others.
 * Loaded once there are so many.
 * @import { File } from '../types.js'
 */
import { make } from "../dom.js";
import { baseName, titleOf } from "../filelist.js";

/**
 * @param {HTMLElement} tree
 * @param {() => File[]} all what stands in it
 * @returns {(many: boolean) => void} takes up what has changed in it
 */
export function finder(tree, all) {
  const found = make("span", { class: "note", role: "status" });
  const input = make("input", { id: "files-text", type: "search", autocomplete: "off", spellcheck: false, placeholder: "Search", "aria-describedby": "files-keys" });
  const box = make("div", { class: "search" },
    make("label", { for: "files-text", class: "hidden" }, "Search files"),
    input,
    make("span", { id: "files-keys", class: "hidden" }, "Arrow down leads to the files, arrow keys from one to the next."),
    found,
  );
  tree.before(box);

  const leaves = () => /** @type {HTMLButtonElement[]} */ ([...tree.querySelectorAll(".leaf")]);
  const seen = () => leaves().filter((leaf) => !leaf.closest("[hidden]"));

  /** Makes this leaf the one that Tab stops at. @param {Element | undefined} stop */
  const stopAt = (stop) => {
    for (const leaf of leaves()) leaf.tabIndex = leaf === stop ? 0 : -1;
  };

  const update = (/** @type {boolean} */ many) => {
    box.hidden = !many;
    if (!many) input.value = "";
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = new Set(all().filter((file) => {
      const text = `${file.path} ${titleOf(file)} ${file.machine || "this computer"}`.toLowerCase();
      return words.every((word) => text.includes(word));
    }).map(({ path }) => path));
    for (const machine of tree.querySelectorAll(".machine")) {
      const items = /** @type {NodeListOf<HTMLLIElement>} */ (machine.querySelectorAll("li"));
      for (const item of items) item.hidden = !wanted.has(item.querySelector("button")?.dataset.path ?? "");
      machine.toggleAttribute("hidden", [...items].every(({ hidden }) => hidden));
    }
    found.textContent = !words.length ? "" : wanted.size ? `${wanted.size} of ${all().length}` : "No file is like that.";
    const shown = seen();
    if (many) stopAt(shown.find((leaf) => leaf === document.activeElement) ?? shown.find((leaf) => leaf.hasAttribute("aria-current")) ?? shown[0]);
    else for (const leaf of leaves()) leaf.tabIndex = 0;
  };

  input.addEventListener("input", () => {
    update(true);
    tree.scrollTo(0, 0);
  });
  input.addEventListener("keydown", (event) => {
    const [first] = seen();
    if (!first || !["Enter", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Enter") first.click();
    else first.focus();
  });
  tree.addEventListener("focusin", ({ target }) => {
    if (!box.hidden && target instanceof Element) stopAt(target);
  });
  tree.addEventListener("keydown", (event) => {
    const shown = seen();
    const at = shown.findIndex((leaf) => leaf === document.activeElement);
    if (box.hidden || at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    /** The same file of the next machine, or the first one there. */
    const machine = (/** @type {1 | -1} */ step) => {
      const rows = [...new Set(shown.map((leaf) => leaf.closest(".machine")))];
      const next = rows[rows.indexOf(shown[at].closest(".machine")) + step];
      const there = shown.filter((leaf) => leaf.closest(".machine") === next);
      const name = (/** @type {HTMLElement} */ leaf) => baseName(leaf.dataset.path ?? "");
      return there.find((leaf) => name(leaf) === name(shown[at])) ?? there[0];
    };
    /** @type {Record<string, () => HTMLElement | undefined>} */
    const ways = {
      ArrowRight: () => shown[at + 1],
      ArrowLeft: () => shown[at - 1],
      ArrowDown: () => machine(1),
      ArrowUp: () => machine(-1) ?? input,
      Home: () => shown[0],
      End: () => shown.at(-1),
    };
    if (!Object.hasOwn(ways, event.key)) return;
    event.preventDefault();
    ways[event.key]()?.focus();
  });
  return update;
}
