// @ts-check
/** Reading a file that someone chose or dropped. */

/** In bytes: as much as the core reads. More would only make the browser busy. */
const LARGEST = 4 << 20;

/**
 * What is said of something that has too many bytes to be read; nothing of what has not.
 * @param {string} name
 * @param {number} size in bytes
 */
export const tooLarge = (name, size) => size > LARGEST && `${name} has ${(size / (1 << 20)).toFixed(1)} MB, but at most ${LARGEST >> 20} MB are read.`;

/**
 * @param {File} file
 * @returns {Promise<{ text: string, mistake: null } | { text: null, mistake: string }>}
 */
export async function textOf(file) {
  const refuse = (/** @type {string} */ mistake) => ({ text: null, mistake });
  const large = tooLarge(file.name, file.size);
  if (large) return refuse(`${large} Choose the text file itself.`);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    if (text.includes("\0")) return refuse(`${file.name} is no text: there are zero bytes in it. Choose a text file.`);
    return { text, mistake: null };
  } catch (error) {
    if (error instanceof TypeError) return refuse(`${file.name} is no text in UTF-8. Choose a text file, or save it as UTF-8.`);
    return refuse(`${file.name} could not be read. If it is a folder, choose a file in it.`);
  }
}
