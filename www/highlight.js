// @ts-check
/**
 * A line of text → tokens, to be read more easily. It knows comments, strings, keywords and numbers, and where it is
 * wrong only a colour is.
 *
 * @import { Token } from './types.js'
 */

/** @type {Record<string, RegExp>} */
const GRAMMARS = {
  lua: /(?<comment>--.*)|(?<string>"(?:\\.|[^"\\])*")|(?<keyword>\b(?:and|do|else|elseif|end|false|for|function|if|in|local|nil|not|or|return|then|true|while)\b)|(?<number>\b\d+(?:\.\d+)?\b)/g,
  sh: /(?<comment>(?<!\S)#.*)|(?<here><<-?\s?['"]?[A-Z_]+['"]?)|(?<string>'[^']*'|"(?:\\.|[^"\\])*")|(?<open>'[^']*$|"(?:\\.|[^"\\])*\\?$)|(?<keyword>(?<![\w./-])(?:if|then|else|elif|fi|case|esac|for|in|do|done|while|until|return|exit|set|trap|export)(?![\w./=-]))|(?<number>\$(?:\w+|[#@?$!*-]|\{[^}]*\}))/g,
  systemd: /(?<comment>^[#;].*)|(?<keyword>^\[[^\]]+\])|(?<name>^\w+(?==))/g,
  markdown: /(?<comment>^#(?! WezTerm)[^#].*)|(?<keyword>^#{1,6} .*)|(?<string>`[^`]+`|\*\*[^*]+\*\*)|(?<number>^```\w*)/g,
  toml: /(?<comment>(?<!\S)#.*)|(?<keyword>^\[\[?[^\]]+\]\]?)|(?<name>^[\w.-]+(?=\s*=))|(?<string>"(?:\\.|[^"\\])*"|'[^']*')|(?<number>\b(?:\d+|true|false)\b)/g,
};

/** What begins a text that the next lines are, up to one that is its word; `open` is that word behind a `<`. */
const HERE = "<";

/** The end of a string that began in a line before, by its quote. @type {Record<string, RegExp>} */
const ENDS = { "'": /^[^']*'/, '"': /^(?:\\.|[^"\\])*"/ };

/**
 * @param {string} line without its newline
 * @param {string} language
 * @param {string} open the quote of a string that goes on from the line before, or the word at which a text ends
 * @returns {{ tokens: Token[], open: string }} also what goes on in the next line
 */
export function highlight(line, language, open) {
  /** @type {Token[]} */
  const tokens = [];
  const add = (/** @type {string} */ kind, /** @type {string} */ text) => {
    if (text) tokens.push({ kind, text });
  };
  if (open.startsWith(HERE)) {
    add("string", line);
    return { tokens, open: line.trimStart() === open.slice(HERE.length) ? "" : open };
  }
  let at = 0;
  if (open) {
    const end = ENDS[open].exec(line);
    at = end ? end[0].length : line.length;
    add("string", line.slice(0, at));
    if (!end) return { tokens, open };
  }
  open = "";
  const grammar = GRAMMARS[language] ?? /(?!)/g;
  grammar.lastIndex = at;
  for (let match = grammar.exec(line); match; match = grammar.exec(line)) {
    const [kind] = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined) ?? [""];
    if (kind === "open") open = match[0][0];
    if (kind === "here") open = HERE + match[0].replace(/\W/g, "");
    add("", line.slice(at, match.index));
    add(kind === "open" || kind === "here" ? "string" : kind, match[0]);
    at = match.index + match[0].length;
  }
  add("", line.slice(at));
  return { tokens, open };
}
