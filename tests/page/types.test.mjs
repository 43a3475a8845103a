/** What TypeScript says of the page's scripts. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { test } from "node:test";
import { promisify } from "node:util";

test("the types of the page's scripts fit together and to the core's", { timeout: 60_000 }, async () => {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  await promisify(execFile)(process.execPath, [tsc, "--noEmit", "-p", import.meta.dirname], { timeout: 50_000 }).catch(({ stdout }) => assert.fail(stdout));
});
