/** The defaults that empty fields show, beside those that count. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import start, { render } from "../../pkg/wezmux.js";
import { GROUPS, KEYS, LOCAL, valueOf } from "../../www/fields.js";

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
