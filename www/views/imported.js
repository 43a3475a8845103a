// @ts-check
/**
 * What the config of another program would change in the project, and what became of its lines.
 * @import { Change, Imported, Note } from '../../pkg/wezmux.js'
 */
import { count, target } from "../diagnostics.js";
import { make, prose } from "../dom.js";
import { dressed } from "../palette.js";
import { domainsOf } from "../state.js";

/** Lists of more than this begin folded. */
const SHORT = 6;

/** Lines that were left out are shown at once when they are so few. */
const FEW = 3;

/** More than these are counted only. */
const DRAWN = 200;

/** So many lines of the same fate are named. */
const PLACES = 6;

/**
 * A list, cut where it is too long to be looked at.
 * @template T
 * @param {T[]} all
 * @param {(each: T) => Node} draw
 * @param {string} [name] the list's class
 */
function list(all, draw, name = "list") {
  const left = all.length - DRAWN;
  return make("ul", { class: name }, ...all.slice(0, DRAWN).map(draw), left > 0 && make("li", { class: "note" }, `and ${left} more`));
}

/**
 * @param {string} title
 * @param {number} number
 * @param {boolean} open
 * @param {...Node} children
 */
const fold = (title, number, open, ...children) =>
  make("details", { class: "fold", open }, make("summary", {}, make("h3", {}, title, "\u00a0", make("span", { class: "count" }, String(number)))), ...children);

/** @param {Change} change */
const title = ({ path, name }) => (path === "local" ? "This computer" : path === "keys" ? "Keys" : name);

/**
 * @param {Change} change
 * @param {Imported} imported
 */
function head(change, { project }) {
  const domain = domainsOf(project)[target(change).index];
  const accent = domain && dressed(domain, project)?.theme.accent;
  const swatch = make("span", { class: "swatch tiny", "aria-hidden": "true" });
  if (accent) swatch.style.setProperty("--swatch", accent);
  return make("p", { class: "owner" }, accent ? swatch : null, make("strong", {}, title(change)));
}

/** A value as code; of icons for which a browser has no glyph it shows the number. @param {string} text */
const value = (text) => make("code", {}, text.replace(/\p{Co}/gu, (icon) => `\\u{${icon.codePointAt(0)?.toString(16)}}`));

/** @param {Imported} imported */
const drawNew = (imported) => (/** @type {Change} */ change) => {
  const fields = change.fields.filter(({ field }) => field !== "name");
  const words = fields.map(({ field, after }) => value(`${field} = ${after}`));
  // Read out they would run into each other.
  return make("li", {}, head(change, imported), make("p", { class: "says" }, ...words.flatMap((word, index) => (index ? [make("span", { class: "hidden" }, ", "), word] : [word]))));
};

/** @param {Imported} imported */
const drawChanged = (imported) => (/** @type {Change} */ change) =>
  make("li", {}, head(change, imported), make("ul", { class: "fields" }, ...change.fields.map(({ field, before, after }) =>
    make("li", {},
      make("code", {}, field),
      ": ",
      before === undefined ? make("span", { class: "note" }, "nothing") : make("del", {}, value(before)),
      make("span", { "aria-hidden": "true" }, " → "),
      make("span", { class: "hidden" }, " becomes "),
      make("ins", {}, value(after)),
    ))));

/**
 * What became of lines in the same way.
 * @param {Note[]} notes
 */
function drawNotes(notes) {
  const [{ message, hint }] = notes;
  const lines = [...new Set(notes.map(({ line }) => line).filter((line) => line > 0))];
  // Many a message begins with what it is about.
  const subjects = [...new Set(notes.map(({ subject }) => subject).filter((subject) => subject !== "" && !message.startsWith(`\`${subject}\``)))];
  const some = (/** @type {(string | number)[]} */ all) => all.slice(0, PLACES).join(", ") + (all.length > PLACES ? ` and ${all.length - PLACES} more` : "");
  const code = subjects.slice(0, PLACES).flatMap((subject, index) => [index ? ", " : "", make("code", {}, subject)]);
  return make("li", {},
    lines.length ? make("span", { class: "at" }, `${lines.length === 1 ? "Line" : "Lines"} ${some(lines)}: `) : null,
    ...code,
    subjects.length > PLACES ? ` and ${subjects.length - PLACES} more` : null,
    subjects.length ? ": " : null,
    ...prose(message),
    hint ? make("span", { class: "advice note" }, ...prose(hint)) : null,
  );
}

/** @param {Note[]} notes */
function gathered(notes) {
  /** @type {Map<string, Note[]>} */
  const groups = new Map();
  for (const note of notes) {
    const key = `${note.fate}\n${note.message}\n${note.hint}`;
    const group = groups.get(key);
    if (group) group.push(note);
    else groups.set(key, [note]);
  }
  return [...groups.values()];
}

/** @param {Change[]} changes */
const names = (changes) => {
  const shown = changes.slice(0, 50).map(title).join(", ");
  return changes.length > 50 ? `${shown} and ${changes.length - 50} more` : shown;
};

/**
 * @param {Imported} imported
 * @returns {{ sentence: string, mistakes: Note[], parts: Node[], changes: number, same: number }} the number of tables
 *   that would change, and of those that would not
 */
export function becoming(imported) {
  const { changes, notes } = imported;
  const of = (/** @type {Change["difference"]} */ difference) => changes.filter((change) => change.difference === difference);
  const [fresh, changed, same] = [of("new"), of("changed"), of("same")];
  const fated = (/** @type {Note["fate"][]} */ ...fates) => notes.filter(({ fate }) => fates.includes(fate));
  const mistakes = fated("mistake");
  const traps = fated("trap");
  const taken = fated("taken");
  const isEmpty = changes.length === 0;

  // "New: 3 domains, keys. The same: 1 domain."
  const says = /** @type {const} */ ([["New", fresh], ["Changed", changed], ["The same", same]]).filter(([, some]) => some.length).map(([word, some]) => {
    const domains = some.filter(({ path }) => path.startsWith("domain[")).length;
    const others = some.filter(({ path }) => !path.startsWith("domain[")).map((change) => title(change).toLowerCase());
    return `${word}: ${[...(domains ? [count(domains, "domain", "domains")] : []), ...others].join(", ")}.`;
  }).join(" ");
  const sentence = isEmpty ? "There is no host in it." : fresh.length + changed.length === 0 ? "Your project has all of it already." : says;

  /** @type {Node[]} */
  const parts = [];
  if (mistakes.length === 0) {
    if (fresh.length) parts.push(fold("New", fresh.length, fresh.length <= SHORT, list(fresh, drawNew(imported), "tables")));
    if (changed.length) parts.push(fold("Changed", changed.length, changed.length <= SHORT, list(changed, drawChanged(imported), "tables")));
    if (same.length) parts.push(fold("The same", same.length, false, make("p", { class: "note" }, names(same))));
  }
  const lines = (/** @type {string} */ name, /** @type {Note[]} */ some, /** @type {boolean} */ open) => {
    if (some.length) parts.push(fold(name, some.length, open, list(gathered(some), drawNotes, "lines")));
  };
  lines("Does not do what it seems to", traps, traps.length <= SHORT);
  const left = fated("left");
  lines("Not taken, and why", left, left.length <= FEW);
  lines("Stays in your file, and counts there", fated("kept"), false);
  lines("Taken, and how", taken, false);
  return { sentence, mistakes, parts, changes: fresh.length + changed.length, same: same.length };
}

/**
 * What one has to mend in a text.
 * @param {{ line?: number, message: string, hint?: string }[]} mistakes
 */
export function mistakeList(mistakes) {
  const left = mistakes.length - 8;
  return [
    make("h3", { class: "wrong" }, `${count(mistakes.length, "thing", "things")} to fix in it`),
    make("ul", { class: "list" }, ...mistakes.slice(0, 8).map(({ line, message, hint }) =>
      make("li", {},
        line ? make("span", { class: "at" }, `Line ${line}: `) : null,
        make("span", { class: "message" }, ...prose(message)),
        hint ? make("span", { class: "advice" }, " ", ...prose(hint)) : null,
      ),
    ), left > 0 && make("li", {}, `and ${left} more`)),
  ];
}
