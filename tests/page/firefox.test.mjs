/**
 * The page in Firefox, driven by its own Marionette: a TCP connection with one JSON array a message, its length before
 * it. Not run where there is no Firefox (firefox-esr, or the one that FIREFOX names), but never silently.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { serveFiles } from "./serve.mjs";

const FIREFOX = process.env.FIREFOX ?? "firefox-esr";
const there = !spawnSync(FIREFOX, ["--version"]).error;

/** A Firefox with a profile of its own, and `send` for Marionette's commands. */
async function launch() {
  const profile = await mkdtemp(join(tmpdir(), "wezmux-firefox-"));
  await writeFile(join(profile, "user.js"), 'user_pref("marionette.port", 0);\nuser_pref("datareporting.policy.dataSubmissionEnabled", false);\n');
  const firefox = spawn(FIREFOX, ["--headless", "--marionette", "--no-remote", "--profile", profile], { stdio: "ignore" });
  const ended = new Promise((done) => firefox.once("exit", done));
  let port = "";
  // It writes down its port as soon as it listens.
  for (let left = 300; !port && left > 0; left -= 1) {
    await new Promise((done) => setTimeout(done, 100));
    port = await readFile(join(profile, "MarionetteActivePort"), "utf8").catch(() => "");
  }
  assert.ok(port, "Firefox opened no port for Marionette in 30 s");
  const socket = connect(Number(port), "127.0.0.1");
  /** @type {Map<number, { done: (value: any) => void, failed: (error: Error) => void }>} */
  const waiting = new Map();
  let rest = Buffer.alloc(0);
  socket.on("data", (data) => {
    rest = Buffer.concat([rest, data]);
    for (;;) {
      const colon = rest.indexOf(":");
      const length = Number(rest.subarray(0, colon));
      if (colon < 0 || rest.length < colon + 1 + length) return;
      const message = JSON.parse(rest.subarray(colon + 1, colon + 1 + length).toString());
      rest = rest.subarray(colon + 1 + length);
      // The first one is no answer, but who is there.
      if (!Array.isArray(message)) continue;
      const [, id, error, value] = message;
      const { done, failed } = waiting.get(id) ?? assert.fail(`an answer to nothing: ${id}`);
      waiting.delete(id);
      if (error) failed(new Error(`${error.error}: ${error.message}`));
      else done(value?.value !== undefined ? value.value : value);
    }
  });
  let last = 0;
  const send = (/** @type {string} */ command, /** @type {object} */ parameters = {}) =>
    new Promise((done, failed) => {
      last += 1;
      waiting.set(last, { done, failed });
      const text = JSON.stringify([0, last, command, parameters]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
  await send("WebDriver:NewSession", { capabilities: { alwaysMatch: {} } });
  return {
    send,
    async close() {
      socket.destroy();
      firefox.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

test("the page works in Firefox", { timeout: 120_000, skip: there ? false : `${FIREFOX} is not there` }, async () => {
  const server = await serveFiles();
  const firefox = await launch();
  const script = (/** @type {string} */ text) => firefox.send("WebDriver:ExecuteScript", { script: text, args: [] });
  /** Asks until the answer is true. */
  const until = async (/** @type {string} */ text) => {
    for (let left = 200; left > 0; left -= 1) {
      if (await script(`return Boolean(${text})`)) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    assert.fail(`never came true: ${text}`);
  };
  const element = async (/** @type {string} */ selector) => {
    const found = await firefox.send("WebDriver:FindElement", { using: "css selector", value: selector });
    return Object.values(found)[0];
  };
  const click = async (/** @type {string} */ selector) => firefox.send("WebDriver:ElementClick", { id: await element(selector) });
  const type = async (/** @type {string} */ selector, /** @type {string} */ text) => firefox.send("WebDriver:ElementSendKeys", { id: await element(selector), text });
  try {
    await firefox.send("WebDriver:SetWindowRect", { width: 1440, height: 900 });
    await firefox.send("WebDriver:Navigate", { url: server.url });
    await until("document.querySelector('#app:not([hidden]) #rows li')");
    assert.equal(await script("return document.querySelectorAll('#rows li').length"), 3);
    await click("#add");
    await until("document.querySelectorAll('#rows li').length === 4");
    const field = async (/** @type {string} */ label) =>
      `#${await script(`return [...document.querySelectorAll("label")].find((each) => each.textContent.trim() === ${JSON.stringify(label)}).htmlFor`)}`;
    for (const [label, text] of [["Name", "fox"], ["Address", "10.9.8.7"]]) {
      const selector = await field(label);
      await firefox.send("WebDriver:ElementClear", { id: await element(selector) });
      await type(selector, text);
    }
    await until("document.querySelector('[data-path=\"hosts/fox/setup.sh\"]')");
    await click('[data-path="hosts/fox/setup.sh"]');
    await until("document.querySelector('#file pre').textContent.startsWith('#!/bin/sh')");
    await until("document.querySelector('#file pre').textContent.includes('fox')");
    // Selected by hand it is the same text, without the numbers of its lines.
    await script("getSelection().selectAllChildren(document.querySelector('#file code'))");
    await until("getSelection().toString().trimEnd() === document.querySelector('#file code').textContent.trimEnd()");
    assert.equal(await script("return document.querySelector('#preview svg text').getBoundingClientRect().width > 0"), true);
    // A link is written by the browser's own compressor, TOML is read by the second module.
    await click("#share");
    await until("document.querySelector('#share-link')?.value.includes('#1.')");
    assert.equal(await script("return document.querySelector('#trouble').hidden"), true);
  } finally {
    await firefox.close();
    await server.close();
  }
});
