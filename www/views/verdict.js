// @ts-check
/**
 * Whether a theme can be read, as a sentence, with the numbers behind a click.
 * @import { Contrast } from '../../pkg/wezmux.js'
 */
import { make } from "../dom.js";

/** Rounded down: a ratio that is shown as reached is reached. */
const one = (/** @type {number} */ ratio) => (Math.floor(ratio * 10) / 10).toFixed(1);

export function verdict() {
  const summary = make("summary", {});
  const body = make("tbody", {});
  const element = make("details", { class: "verdict" }, summary, make("table", {},
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "What"), make("th", { scope: "col" }, "Contrast"), make("th", { scope: "col" }, "At least"))),
    body,
  ));
  return {
    element,
    /** @param {Contrast[] | undefined} contrasts */
    show(contrasts) {
      element.classList.toggle("none", !contrasts);
      if (!contrasts) return;
      const missed = contrasts.filter(({ ratio, floor }) => ratio < floor);
      // The default text is held to the highest floor.
      const highest = Math.max(...contrasts.map(({ floor }) => floor));
      const least = (/** @type {Contrast[]} */ of) => Math.min(...of.map(({ ratio }) => ratio));
      summary.textContent = missed.length
        ? `Hard to read: ${missed[0].name}, ${one(least(missed))} to 1`
        : `Text is easy to read: ${one(least(contrasts.filter(({ floor }) => floor === highest)))} to 1`;
      element.dataset.state = missed.length ? "missed" : "";
      body.replaceChildren(...contrasts.map(({ name, fg, bg, ratio, floor }) => {
        const sample = make("span", { class: "sample", "aria-hidden": "true" }, "Aa");
        sample.style.setProperty("--fg", fg);
        sample.style.setProperty("--bg", bg);
        return make("tr", {}, make("th", { scope: "row" }, sample, name), make("td", {}, `${one(ratio)} to 1`), make("td", {}, `${one(floor)}`));
      }));
    },
  };
}
