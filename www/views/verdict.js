// @ts-check
/**
 * Whether a theme can be read, as a sentence, with the numbers behind a click.
 * @import { Contrast, Dressed } from '../../pkg/wezmux.js'
 */
import { make } from "../dom.js";

/** Rounded down: a ratio that is shown as reached is reached. */
const one = (/** @type {number} */ ratio) => (Math.floor(ratio * 10) / 10).toFixed(1);

export function verdict() {
  const own = make("p", { class: "hint" }, "The sixteen colours of programs are WezTerm’s own, and some are dim on this ground. “Program colours” under Theme makes them from the accent.");
  const shown = make("p", { class: "hint" });
  const summary = make("summary", {});
  const body = make("tbody", {});
  const details = make("details", {}, summary, make("table", {},
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "What"), make("th", { scope: "col" }, "Contrast"), make("th", { scope: "col" }, "At least"))),
    body,
  ), own);
  const element = make("div", { class: "verdict" }, details, shown);
  /** @type {Dressed | undefined} */
  let last;
  return {
    element,
    /** @param {Dressed | undefined} dressed */
    show(dressed) {
      if (last && dressed === last) return;
      last = dressed;
      element.classList.toggle("none", !dressed);
      if (!dressed) return;
      const { contrast: contrasts, theme } = dressed;
      const missed = contrasts.filter(({ ratio, floor }) => ratio < floor);
      const least = (/** @type {Contrast[]} */ of) => Math.min(...of.map(({ ratio }) => ratio));
      summary.textContent = missed.length
        ? `Hard to read: ${missed[0].name}, ${one(least(missed))} to 1`
        : `Text is easy to read: ${one(least(contrasts.filter(({ key }) => key === "foreground")))} to 1`;
      element.dataset.state = missed.length ? "missed" : "";
      own.hidden = theme.ansi !== undefined;
      const mark = theme.badge.bg;
      shown.hidden = mark === theme.accent;
      shown.textContent = `Shown as ${mark}, since ${theme.accent} would be hard to see on this ground.`;
      body.replaceChildren(...contrasts.map(({ name, fg, bg, ratio, floor }) => {
        const sample = make("span", { class: "sample", "aria-hidden": "true" }, "Aa");
        sample.style.setProperty("--fg", fg);
        sample.style.setProperty("--bg", bg);
        return make("tr", {}, make("th", { scope: "row" }, sample, name), make("td", {}, `${one(ratio)} to 1`), make("td", {}, `${one(floor)}`));
      }));
    },
  };
}
