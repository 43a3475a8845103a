/** The fields of the page, beside those of the project file. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import start, { render } from "../../pkg/wezmux.js";
import { ACCENT, ESSENTIALS, GROUPS, KEYS, LOCAL, TAB, valueOf } from "../../www/fields.js";
import { program } from "./serve.mjs";

/** Words for what the core decides later, or that nobody would type. */
const WORDS = ["automatic", "none"];

/** @param {import("../../www/fields.js").Field} field */
const isValue = ({ fallback }) => fallback !== undefined && !fallback.includes(" ") && !WORDS.includes(fallback);

const HOST = { name: "dev-server", address: "10.20.30.1", accent: "#bb9af7" };

/** @param {Record<string, unknown>} tables */
const files = (tables) => {
  const { artifacts, diagnostics } = render({ domain: [HOST], ...tables });
  assert.deepEqual(diagnostics, []);
  return artifacts;
};

describe("an empty field", async () => {
  await start();
  /** @type {[string, import("../../www/fields.js").Field[], (given: Record<string, unknown>) => Record<string, unknown>][]} */
  const tables = [
    ["domain", GROUPS.flatMap(({ fields }) => fields), (given) => ({ domain: [{ ...HOST, ...given }] })],
    ["defaults", GROUPS.flatMap(({ fields }) => fields), (given) => ({ defaults: given })],
    ["local", LOCAL, (given) => ({ local: given })],
    ["keys", KEYS, (given) => ({ keys: given })],
  ];
  for (const [table, fields, project] of tables) {
    for (const field of fields.filter(isValue)) {
      test(`of ${table} shows the ${field.key} that counts, ${field.fallback}`, () => {
        const given = { [field.key]: valueOf(field, field.fallback ?? "") };
        assert.deepEqual(files(project(given)), files(project({})));
      });
    }
  }

  test("shows words only where there is no value that would count", () => {
    const all = tables.flatMap(([, fields]) => fields);
    const worded = all.filter((field) => field.fallback !== undefined && !isValue(field)).map(({ key }) => key);
    assert.deepEqual([...new Set(worded)].sort(), ["ansi", "identity_file", "locale", "send_leader", "shell", "tags"]);
  });
});

test("every field takes what the project file takes there: its kind, its choices, its numbers", () => {
  const { definitions } = JSON.parse(execFileSync(program(), ["schema"], { encoding: "utf8" }));
  const fields = { DomainEntry: [ACCENT, ...ESSENTIALS, ...GROUPS.flatMap(({ fields }) => fields)], TabEntry: TAB, LocalEntry: LOCAL, KeysEntry: KEYS };
  for (const [table, of] of Object.entries(fields)) {
    for (const { key, number, list, choices, hint = "" } of of) {
      const { type, enum: words, minimum, maximum } = definitions[table].properties[key];
      const found = number ? "integer" : list ? "array" : choices?.some(([value]) => value === "true") ? "boolean" : "string";
      assert.equal(found, type, key);
      if (type === "boolean") assert.deepEqual(choices?.map(([value]) => value).sort(), ["false", "true"], key);
      else assert.deepEqual(choices?.map(([value]) => value), words, key);
      const said = /(\d+) to (\d+)/.exec(hint);
      if (said) assert.deepEqual(said.slice(1).map(Number), [minimum, maximum], key);
    }
  }
});
