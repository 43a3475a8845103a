// @ts-check
/**
 * The worker that reads a text: a large one takes seconds on a slow computer, in which the page would stand still.
 *
 * @import { ReadingAsked } from './types.js'
 */
import start, { importSsh, importWezterm, kindOf, open } from "../pkg/reader.js";

const ready = start();

/** @param {ReadingAsked} asked */
async function read({ text, kind, project }) {
  await ready;
  const found = kindOf(text);
  // A link is read as a project file is.
  const is = kind === "project" && found === "link" ? found : (kind ?? found);
  if (is === "ssh_config" || is === "wezterm.lua") {
    const put = is === "ssh_config" ? importSsh : importWezterm;
    return { kind: is, imported: put(text, JSON.stringify(project)) };
  }
  return { kind: is, opened: open(text) };
}

addEventListener("message", async ({ data }) => {
  try {
    postMessage(await read(data));
  } catch (error) {
    postMessage({ failed: String(error) });
  }
});
