// @ts-check
/**
 * From files to sessions: what to do next, by hand or with the program, as the choices made ask for.
 * @import { Shelf } from '../shelf.js'
 * @import { Store } from '../state.js'
 */
import { copyButton } from "../clipboard.js";
import { make, prose } from "../dom.js";
import { KEYS } from "../fields.js";
import { PROJECT, archiveName } from "../filelist.js";
import { takeProject } from "../projectfile.js";

/**
 * A command that is broken between its words only: `-s` does not become `-` and `s`.
 * @param {string} command
 */
const words = (command) => command.split(/( )/).map((part) => (part === " " ? part : make("span", { class: "word" }, part)));

/** More hosts than these are set up in waves. */
const SOME = 5;

/** More commands than these are folded. */
const LISTED = 8;

/** @typedef {{ command: string, domain?: string, path: string }} Command */

/** More titles than these are counted. */
const NAMED = 4;

/**
 * @param {Store} store
 * @param {Shelf} shelf
 * @param {HTMLElement} place
 * @returns {() => void} shows what is to be done now
 */
export function nextSteps(store, shelf, place) {
  const line = (/** @type {string} */ command, /** @type {string} */ what) =>
    make("div", { class: "command" }, make("code", {}, ...words(command)), copyButton(() => command, ["Copy"], { "aria-label": `Copy ${what}` }));
  const step = (/** @type {string} */ text, /** @type {(Node | null | false)[]} */ ...more) => make("li", {}, make("p", {}, ...prose(text)), ...more);

  /** What counts for a field of each domain, with the domain's title. */
  const of = (/** @type {string} */ key) => {
    const { project, ids } = store.state;
    const shared = /** @type {Record<string, unknown>} */ (project.defaults ?? {})[key];
    return ids.map((id) => ({ title: store.title(id), value: store.read(id)[key] ?? shared }));
  };
  const titles = (/** @type {{ title: string }[]} */ all) => {
    const shown = all.slice(0, NAMED).map(({ title }) => title);
    if (all.length > NAMED) return `${shown.join(", ")} and ${all.length - NAMED} more`;
    return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}` : (shown[0] ?? "");
  };
  const keyOf = (/** @type {"attach" | "leader"} */ key) => store.state.project.keys?.[key] ?? KEYS.find((field) => field.key === key)?.fallback ?? "";

  /** The last steps, which are the same on both ways. */
  const start = () => {
    const asked = of("attach").filter(({ value }) => value === false);
    const marked = of("production").filter(({ value }) => value === true);
    return [
      step("Start WezTerm. It attaches every host that answers, and tries the others until they do."),
      asked.length > 0 && step(`${titles(asked)}: attached only when you ask for it, with \`${keyOf("attach")}\`. The leader is \`${keyOf("leader")}\`.`),
      marked.length > 0 && step(`${titles(marked)}: in production. Its badge and titles say so, and closing a tab asks first; look at them once before you rely on it.`),
    ];
  };
  const local = (/** @type {Command[]} */ commands) =>
    step("Put the local config where WezTerm looks for it. One of these two:",
      make("ul", {}, ...commands.filter(({ domain }) => !domain).map(({ command, path }) => make("li", {},
        make("p", { class: "note" }, ...prose(path === "wezmux.lua" ? "You have a config already; add the two lines that stand at the head of `wezmux.lua` to it:" : "You have no config yet:")),
        line(command, `the command for this computer, with ${path}`),
      ))),
    );

  const byHand = (/** @type {Command[]} */ commands) => {
    const hosts = commands.filter(({ domain }) => domain);
    const folder = archiveName(shelf.name);
    const list = make("ul", {}, ...hosts.map(({ command, domain }) =>
      make("li", {}, make("span", { class: "machine-name" }, domain), line(command, `the set-up command for ${domain}`)),
    ));
    const passwords = of("transport").filter(({ value }) => value === "wezterm");
    return [
      step("Download all files, and go to their folder:", line(`unzip ${folder}.zip && cd ${folder}`, "the command to unpack")),
      local(commands),
      step(`In that folder, set up ${hosts.length === 1 ? "the host" : "each host once"}. The installer says what it does, and a second run changes nothing.`,
        hosts.length > LISTED ? make("details", {}, make("summary", {}, `The commands for ${hosts.length} hosts`), list) : list,
        passwords.length > 0 && make("p", { class: "note" }, ...prose(`${titles(passwords)}: WezTerm connects itself, with transport \`wezterm\`; these commands still use your own ssh.`)),
      ),
      ...start(),
    ];
  };

  const byProgram = (/** @type {Command[]} */ commands) => {
    const hosts = commands.filter(({ domain }) => domain).length;
    const [tag] = of("tags").flatMap(({ value }) => (Array.isArray(value) ? value : []));
    return [
      step("Install the program, once. In a checkout of wezmux:", line("cargo install --locked --path . --features cli", "the command to install the program")),
      step("Download the project file. In its folder, let the program write the files:",
        make("p", {}, make("button", { type: "button", click: () => takeProject(store, shelf) }, `Download ${PROJECT}`)),
        line("wezmux build -o .", "the build command")),
      local(commands),
      step("See what would change on each host. Nothing is changed yet:", line("wezmux plan", "the plan command")),
      step(hosts > SOME ? `Set up ${hosts} hosts: one first, then a tenth of them, then the others.` : "Set them up:",
        line(hosts > SOME ? "wezmux apply --canary 1,10%" : "wezmux apply", "the apply command")),
      typeof tag === "string" && step("Or only those with a tag:", line(`wezmux apply --tag ${tag}`, "the command for a tag")),
      step("See how their servers are:", line("wezmux status", "the status command")),
      step("Where something does not work, let it look for the reason. It says how to put it right:", line("wezmux doctor", "the doctor command")),
      ...start(),
    ];
  };

  const hand = make("input", { type: "radio", name: "way", id: "way-hand", checked: true });
  const program = make("input", { type: "radio", name: "way", id: "way-program" });
  const list = make("ol", {});
  place.append(
    make("h3", { id: "steps-title" }, "Next steps"),
    make("p", { class: "note" }, make("a", { href: "https://wezterm.org/installation.html", target: "_blank", rel: "noreferrer" }, "Install the same version of WezTerm"), " on every machine first. Hosts need systemd."),
    make("fieldset", { class: "ways" },
      make("legend", { class: "hidden" }, "How"),
      make("span", { class: "choice" }, hand, make("label", { for: "way-hand" }, "By hand, with ssh")),
      make("span", { class: "choice" }, program, make("label", { for: "way-program" }, "With the program, all hosts at once")),
    ),
    list,
  );
  const render = () => {
    const commands = store.state.artifacts.flatMap(({ command, domain, path }) => (command ? [{ command, domain, path }] : []));
    const steps = program.checked ? byProgram(commands) : byHand(commands);
    list.replaceChildren(...steps.filter((each) => each instanceof Node));
  };
  for (const input of [hand, program]) input.addEventListener("change", render);
  return render;
}
