// @ts-check
/**
 * From files to sessions: what to do next, with the command that sets up each host.
 * @import { Store } from '../state.js'
 */
import { copyButton } from "../clipboard.js";
import { byId, make, prose } from "../dom.js";

/**
 * A command that is broken between its words only: `-s` does not become `-` and `s`.
 * @param {string} command
 */
const words = (command) => command.split(/( )/).map((part) => (part === " " ? part : make("span", { class: "word" }, part)));

let close = () => {};

/** Goes back to the files. */
export function closeSteps() {
  close();
}

/** @param {Store} store */
export function steps(store) {
  const place = byId("steps");
  const open = byId("steps-open");
  const panel = byId("files");
  let shown = false;

  const show = (/** @type {boolean} */ next) => {
    shown = next;
    place.hidden = !shown;
    open.setAttribute("aria-expanded", String(shown));
    panel.toggleAttribute("data-steps", shown);
    if (shown) render();
  };
  open.setAttribute("aria-controls", "steps");
  open.addEventListener("click", () => show(!shown));
  close = () => {
    if (shown) show(false);
  };

  const render = () => {
    const { artifacts } = store.state;
    const commands = artifacts.flatMap(({ command, domain }) => (command ? [{ command, domain }] : []));
    const line = (/** @type {string} */ command, /** @type {string} */ what) =>
      make("div", { class: "command" }, make("code", {}, ...words(command)), copyButton(() => command, ["Copy"], { "aria-label": `Copy ${what}` }));
    place.replaceChildren(
      make("h3", { id: "steps-title" }, "Next steps"),
      make("ol", {},
        make("li", {},
          make("p", {}, ...prose("Save the files under their paths. Or download `wezmux.toml` and let the program write them all:")),
          line("wezmux build -o .", "the build command"),
        ),
        make("li", {},
          make("p", {}, ...prose("In the folder with the files, put the local config where WezTerm looks for it. If you have a config already, that is `wezmux.lua` instead, and its head has the two lines to add:")),
          ...commands.filter(({ domain }) => !domain).map(({ command }) => line(command, "the command for this computer")),
        ),
        make("li", {},
          make("p", {}, "There, set up each host once. The installer says what it does, and a second run changes nothing."),
          make("ul", {}, ...commands.filter(({ domain }) => domain).map(({ command, domain }) =>
            make("li", {}, make("span", { class: "machine-name" }, domain), line(command, `the set-up command for ${domain}`)),
          )),
        ),
        make("li", {}, make("p", {}, "Start WezTerm. Install the same version of it on every machine.")),
      ),
    );
  };
  store.subscribe((state, before) => {
    // Nobody should run a command that is from before a mistake: its host may be another one by now.
    open.hidden = state.artifacts.length === 0 || state.stale;
    if (open.hidden) close();
    if (shown && state.artifacts !== before?.artifacts) render();
  });
  show(false);
}
