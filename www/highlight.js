// @ts-check
/**
 * Text → tokens by line, to be read more easily. It knows comments, strings, keywords and numbers, and where it is
 * wrong only a colour is.
 *
 * @typedef {{ kind: string, text: string }} Token
 */

const LUA = /(?<comment>--[^\n]*)|(?<string>"(?:\\.|[^"\\\n])*")|(?<keyword>\b(?:and|do|else|elseif|end|false|for|function|if|in|local|nil|not|or|return|then|true|while)\b)|(?<number>\b\d+(?:\.\d+)?\b)/g;

/** @type {Record<string, RegExp>} */
const GRAMMARS = {
  lua: LUA,
  sh: /(?<comment>(?<!\S)#[^\n]*)|(?<string>'[^']*'|"(?:\\.|[^"\\])*")|(?<keyword>(?<![\w./-])(?:if|then|else|elif|fi|case|esac|for|in|do|done|while|until|return|exit|set|trap|export)(?![\w./=-]))|(?<number>\$(?:\w+|[#@?$!*-]|\{[^}\n]*\}))/g,
  systemd: /(?<comment>^[#;][^\n]*)|(?<keyword>^\[[^\]\n]+\])|(?<name>^\w+(?==))/gm,
  markdown: /(?<comment>^#(?! WezTerm)[^#\n][^\n]*)|(?<keyword>^#{1,6} [^\n]*)|(?<string>`[^`\n]+`|\*\*[^*\n]+\*\*)|(?<number>^```\w*)/gm,
  toml: /(?<comment>(?<!\S)#[^\n]*)|(?<keyword>^\[\[?[^\]\n]+\]\]?)|(?<name>^[\w.-]+(?=\s*=))|(?<string>"(?:\\.|[^"\\\n])*"|'[^'\n]*')|(?<number>\b(?:\d+|true|false)\b)/gm,
};

/** From here on, colour costs more than it gives. */
const TOO_LONG = 400_000;

/**
 * @param {string} text
 * @param {string} language
 * @returns {Token[][]} the tokens of each line, without the newlines
 */
export function highlight(text, language) {
  const grammar = text.length > TOO_LONG ? undefined : GRAMMARS[language];
  /** @type {Token[][]} */
  const lines = [[]];
  const add = (/** @type {string} */ kind, /** @type {string} */ part) => {
    part.split("\n").forEach((piece, index) => {
      if (index > 0) lines.push([]);
      if (piece) lines[lines.length - 1].push({ kind, text: piece });
    });
  };
  let at = 0;
  for (const match of grammar ? text.matchAll(grammar) : []) {
    const [kind] = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined) ?? [""];
    add("", text.slice(at, match.index));
    add(kind, match[0]);
    at = match.index + match[0].length;
  }
  add("", text.slice(at));
  if (lines.length > 1 && lines[lines.length - 1].length === 0) lines.pop();
  return lines;
}
