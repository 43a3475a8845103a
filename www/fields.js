// @ts-check
/**
 * What can be typed: every field of the project file with its words on the page. Which values are good, and why one
 * is not, only the core knows.
 *
 * @import { Field, Group } from './types.js'
 */

/** @type {Field} */
export const ACCENT = { key: "accent", label: "Accent", hint: "Paste a colour such as `#7dcfff` or `tomato`: it makes the whole theme.", code: true };

/** @type {Field[]} */
export const ESSENTIALS = [
  { key: "name", label: "Name", hint: "What WezTerm calls it: letters, digits, `-`, `_` and `.`", code: true },
  { key: "address", label: "Address", hint: "`host`, `host:port`, `[v6]:port` or an alias from `~/.ssh/config`", code: true },
  { key: "username", label: "User name", hint: "Who you are on the host", fallback: "the one ssh chooses", prose: true, code: true },
  { key: "label", label: "Label", hint: "Shown in lists and the tab bar" },
];

/** @type {Group[]} */
export const GROUPS = [
  {
    title: "Theme",
    fields: [
      {
        key: "appearance",
        label: "Appearance",
        hint: "Of its windows: dark, light, or as your system is",
        fallback: "dark",
        choices: [
          ["dark", "dark"],
          ["light", "light"],
          ["system", "as the system is"],
        ],
      },
      {
        key: "ansi",
        label: "Program colours",
        hint: "Automatic: from the accent on a light background",
        quiet: true,
        fallback: "automatic",
        choices: [
          ["false", "WezTerm’s own"],
          ["true", "made from the accent"],
        ],
      },
      { key: "stops", quiet: true, label: "Stops", hint: "Colours that the background runs through, 2 to 5", fallback: "3", number: true },
      { key: "orientation", quiet: true, label: "Direction", hint: "`horizontal`, `vertical`, `radial`, or an angle in degrees", fallback: "-45", code: true },
      { key: "opacity", quiet: true, label: "Opacity", hint: "Of the window’s background", fallback: "100", unit: "percent", number: true },
      {
        key: "blend",
        quiet: true,
        label: "Blend",
        hint: "How the colours between two stops are found",
        fallback: "rgb",
        choices: [
          ["rgb", "rgb"],
          ["linear-rgb", "linear rgb"],
          ["hsv", "hsv"],
          ["oklab", "oklab"],
        ],
      },
    ],
  },
  {
    title: "Badge",
    fields: [
      { key: "icon", label: "Icon", hint: "A Nerd Font name such as `md_chip`, or any short text", fallback: "md_server", code: true },
      {
        key: "production",
        label: "Production",
        hint: "Shown in its badge and titles, and before a tab closes",
        fallback: "false",
        choices: [
          ["false", "no"],
          ["true", "yes, warn of it"],
        ],
      },
    ],
  },
  {
    title: "Tabs",
    fields: [
      { key: "cwd", label: "Folder", hint: "Where tabs open, on the host", fallback: "~", code: true },
      { key: "tabs", label: "Tabs", hint: "Opened when WezTerm starts there", fallback: "1", number: true },
      { key: "locale", quiet: true, label: "Language", hint: "Of programs on the host, such as `en_GB.UTF-8`", fallback: "the host’s own", prose: true, code: true },
      { key: "shell", quiet: true, label: "Shell", hint: "Its path on the host", fallback: "your login shell", prose: true, code: true },
    ],
  },
  {
    title: "Connection",
    fields: [
      {
        key: "transport",
        label: "Connects with",
        fallback: "openssh",
        choices: [
          ["openssh", "openssh"],
          ["wezterm", "wezterm"],
        ],
        hint: "`openssh` is your own ssh, `wezterm` the one built into WezTerm",
      },
      { key: "keepalive", label: "Keepalive", hint: "Between signs of life, with `openssh`", fallback: "15", unit: "seconds", number: true },
      { key: "identity_file", quiet: true, label: "Private key", hint: "Its path on this computer", fallback: "those that ssh tries", prose: true, code: true },
      {
        key: "forward_agent",
        quiet: true,
        label: "ssh agent",
        hint: "Whether programs on the host can use yours",
        fallback: "false",
        choices: [
          ["false", "stays here"],
          ["true", "forwarded"],
        ],
      },
      { key: "bin_dir", quiet: true, label: "WezTerm’s programs", hint: "Their folder on the host", fallback: "/usr/bin", code: true },
      {
        key: "attach",
        label: "Attaches",
        hint: "When WezTerm connects to it",
        fallback: "true",
        choices: [
          ["true", "at start"],
          ["false", "when asked"],
        ],
      },
    ],
  },
  {
    title: "Key and tags",
    fields: [
      { key: "tags", quiet: true, list: true, label: "Tags", hint: "With commas between; `wezmux apply --tag` sets up those that have one", fallback: "none", prose: true, code: true },
      { key: "key", label: "Quick key", hint: "Opens a tab there", code: true },
    ],
  },
];

/**
 * Those of a tab that is listed.
 * @type {Field[]}
 */
export const TAB = [
  { key: "title", label: "Title", fallback: "what runs in it" },
  { key: "cwd", label: "Folder of the tab", fallback: "~", code: true },
  { key: "command", label: "Command", hint: "Runs first; then the shell", fallback: "the shell alone", prose: true, code: true },
  {
    key: "split",
    label: "Opens as",
    fallback: "a tab",
    choices: [
      ["right", "a pane to the right"],
      ["bottom", "a pane at the bottom"],
    ],
  },
];

/** @type {Field[]} */
export const LOCAL = [
  { key: "cwd", label: "Folder", hint: "Where its tabs open", fallback: "~", code: true },
  { key: "tabs", label: "Tabs", hint: "Opened when WezTerm starts", fallback: "1", number: true },
];

/** @type {Field[]} */
export const KEYS = [
  { key: "leader", label: "Leader", hint: "Press it before the others. With a `!` behind, a key may be taken from WezTerm or the shell", fallback: "CTRL+a", code: true },
  { key: "leader_timeout", label: "Leader waits", hint: "For the key after it", fallback: "1000", unit: "milliseconds", number: true },
  { key: "launcher", label: "Launcher", hint: "Choose a domain from a list", fallback: "LEADER+w", code: true },
  { key: "attach", label: "Attach", hint: "Choose a domain to attach as soon as it answers", fallback: "LEADER+a", code: true },
  { key: "detach", label: "Detach", hint: "The domain of the tab, until you ask for it again", fallback: "LEADER+d", code: true },
  { key: "reattach", label: "Reattach", hint: "A new link for the tab’s domain, or for all that are lost", fallback: "LEADER+r", code: true },
  { key: "next_tab", label: "Next tab", fallback: "LEADER+n", code: true },
  { key: "previous_tab", label: "Previous tab", fallback: "LEADER+p", code: true },
  { key: "send_leader", label: "Send the leader", hint: "To the program in the terminal", fallback: "LEADER and the leader again", prose: true, code: true },
];

/**
 * A message of the core with what the form calls a field, in place of its key in the file.
 * @param {{ path: string, message: string }} diagnostic
 */
export function worded({ path, message }) {
  const [, table = "", key = ""] = /^(\w+).*?(\w+)(?:\[\d+\])?$/.exec(path) ?? [];
  const domain = [ACCENT, ...ESSENTIALS, ...GROUPS.flatMap(({ fields }) => fields)];
  const fields = path.includes(".tab[") ? TAB : ({ keys: KEYS, local: LOCAL }[table] ?? domain);
  const label = fields.find((field) => field.key === key)?.label;
  return label ? message.replace(new RegExp(`^\`?${key}(?:\\[(\\d+)\\])?\`?(?= )`), (_, at) => (at === undefined ? label : `${label}, number ${Number(at) + 1}:`)) : message;
}

/** Fields that the defaults show only when the project gives them one: they are for one domain at a time. */
const ONE_DOMAIN = ["name", "address", "accent", "label", "key"];

/**
 * The fields of the defaults.
 * @param {Record<string, unknown>} given what the project gives
 * @returns {Field[]}
 */
export function defaultFields(given) {
  const [name, address, username, label] = ESSENTIALS;
  const all = [username, ...GROUPS.flatMap((group) => group.fields), name, address, label, ACCENT];
  return all.filter((field) => !ONE_DOMAIN.includes(field.key) || given[field.key] !== undefined);
}

/**
 * What a field sends for what was typed: nothing for an empty one, a number where a number is meant and one was
 * typed, else the text, which the core then refuses in its own words.
 * @param {Field} field
 * @param {string} typed
 * @returns {string | number | boolean | string[] | undefined}
 */
export function valueOf(field, typed) {
  if (typed === "") return undefined;
  if (field.list) return typed.split(",").map((each) => each.trim()).filter(Boolean);
  if (field.number && /^\s*[+-]?\d{1,9}\s*$/.test(typed)) return Number.parseInt(typed, 10);
  if (field.choices && (typed === "true" || typed === "false")) return typed === "true";
  return typed;
}
