// @ts-check
/**
 * A terminal window in the chosen domain's theme, and small ones of all domains for what they share.
 * @import { Store, State } from '../state.js'
 */
import { byId, make } from "../dom.js";
import { dressed, properties } from "../palette.js";
import { domainsOf } from "../state.js";

/** The icons that can be drawn here: a browser has no Nerd Font. */
const DRAWN = ["md_server", "md_chip"];

/**
 * @param {string} icon
 * @returns {HTMLElement}
 */
function badgeIcon(icon) {
  if (!/^[a-z]+_\w+$/.test(icon)) return make("span", {}, icon);
  const shape = make("span", { class: "icon", "aria-hidden": "true" });
  shape.dataset.icon = DRAWN.includes(icon) ? icon : "other";
  return shape;
}

/**
 * One line on the terminal; every odd part is in the colour of its class.
 * @param {...(string | [kind: string, text: string])} parts
 */
const line = (...parts) =>
  make("div", { class: "line" }, ...parts.map((part) => (typeof part === "string" ? part : make("span", { class: part[0] }, part[1]))), "\n");

/** @param {Store} store */
export function preview(store) {
  const place = byId("preview");
  const tabs = make("div", { class: "tabs" });
  const badge = make("div", { class: "badge" });
  const left = make("div", { class: "pane" });
  const right = make("div", { class: "pane aside" });
  const screen = make("div", { class: "screen" }, make("div", { class: "strip" }, tabs, badge), make("div", { class: "panes" }, left, right));
  const frame = make("div", { class: "window", role: "img" }, screen);
  const strip = make("ul", { class: "gallery", "aria-label": "How the domains look" });
  place.append(frame, strip);

  const window = (/** @type {State} */ { project }, /** @type {number} */ id) => {
    const domain = store.read(id);
    const value = (/** @type {string} */ key, /** @type {string} */ fallback) =>
      String(domain[key] ?? /** @type {Record<string, unknown>} */ (project.defaults ?? {})[key] ?? fallback);
    const name = value("name", "host");
    const label = value("label", name);
    const user = value("username", "you");
    const cwd = value("cwd", "~");
    const last = cwd.replace(/\/+$/, "").split("/").pop() || cwd;
    const found = dressed(domain, project);
    // What another look had and this one has not.
    if (found) frame.removeAttribute("style");
    if (found) for (const [property, color] of properties(found)) frame.style.setProperty(property, color);
    frame.toggleAttribute("data-plain", !found && !frame.style.getPropertyValue("--window"));
    frame.setAttribute("aria-label", `A terminal window in the colours of ${label}`);

    const number = Number(value("tabs", "1"));
    const shown = Number.isInteger(number) ? Math.min(Math.max(number, 1), 6) : 1;
    tabs.replaceChildren(
      ...Array.from({ length: shown }, (_, index) =>
        make("span", { class: index ? "tab" : "tab active" }, make("span", { class: "tab-title" }, `${index + 1}: ${user}@${name}: ${last}`), make("span", { class: "x" }, "×")),
      ),
      make("span", { class: "new" }, "+"),
    );
    badge.replaceChildren(badgeIcon(value("icon", "md_server")), " ", make("span", { class: "label" }, label));

    /** @type {[string, string][]} */
    const prompt = [["green", `${user}@${name}`], ["", ":"], ["cyan", cwd], ["", "$ "]];
    left.replaceChildren(
      line(...prompt, "git log --oneline -3"),
      line(["yellow", "9f2c41e"], " (", ["cyan", "HEAD -> "], ["green", "main"], ") keep sessions on the host"),
      line(["yellow", "51d08ab"], " read the port from the config"),
      line(["yellow", "c7e6f03"], " ", ["selected", "say what to type instead"]),
      line(...prompt, "make test"),
      line(["green", "ok"], "      94 passed"),
      line(["red", "failed"], "  1  ", ["dim", "tests/link.rs:41"]),
      line(...prompt, ["cursor", " "]),
    );
    right.replaceChildren(
      line(["dim", "$ "], "uptime -p"),
      line("up 41 weeks, 2 days"),
      line(["dim", "$ "], "tail -f app.log"),
      line(["green", "200"], " GET /health 1 ms"),
      line(["green", "200"], " GET /items 12 ms"),
      line(["yellow", "404"], " GET /old 2 ms"),
      line(["green", "200"], " GET /health 1 ms"),
    );
  };

  const gallery = (/** @type {State} */ { project, ids }) => {
    strip.replaceChildren(
      ...ids.map((id, index) => {
        const domain = domainsOf(project)[index];
        const label = String(domain.label || domain.name || "No name yet");
        const small = make("button", { type: "button", class: "small", click: () => store.choose(id) }, make("span", { class: "screen", "aria-hidden": "true" }, make("span", { class: "strip" }), make("span", { class: "cursor" })), make("span", { class: "name" }, label));
        const found = dressed(domain, project);
        if (found) for (const [property, color] of properties(found)) small.style.setProperty(property, color);
        return make("li", {}, small);
      }),
    );
  };

  store.subscribe((state, before) => {
    if (before && state.project === before.project && state.chosen === before.chosen) return;
    const one = state.chosen !== "everything";
    frame.hidden = !one;
    strip.hidden = one || state.ids.length === 0;
    place.classList.toggle("none", !one && state.ids.length === 0);
    if (state.chosen !== "everything") {
      if (state.chosen !== before?.chosen) frame.removeAttribute("style");
      window(state, state.chosen);
    } else gallery(state);
  });
}
