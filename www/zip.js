// @ts-check
/**
 * Files → a zip archive that keeps their modes, as PKWARE's APPNOTE.TXT 6.3.10 describes it. All of them bear the
 * first day that the format knows, so that the same files make the same archive.
 *
 * @typedef {{ path: string, mode: number, text: string }} Entry
 */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit += 1) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte;
});

/**
 * The checksum of the format (4.4.7).
 * @param {Uint8Array} bytes
 */
export function crc32(bytes) {
  let sum = ~0;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 0xff] ^ (sum >>> 8);
  return ~sum >>> 0;
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function deflate(bytes) {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/**
 * A record of numbers, each with the bytes it takes.
 * @param {...[value: number, bytes: 2 | 4]} numbers
 */
function record(...numbers) {
  const view = new DataView(new ArrayBuffer(numbers.reduce((sum, [, bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [value, bytes] of numbers) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

/** Where the browser cannot compress, the files are stored as they are. */
const packs = typeof CompressionStream === "function";
const METHOD = packs ? 8 : 0;
/** Names are in UTF-8 (4.4.4, bit 11). */
const FLAGS = 0x0800;
/** 1 January 1980, midnight (4.4.6). */
const DATE = 0x0021;

/**
 * @param {Entry[]} entries
 * @returns {Promise<Blob>}
 */
export async function zip(entries) {
  const encoder = new TextEncoder();
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const files = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const directory = [];
  let at = 0;
  for (const { path, mode, text } of entries) {
    const name = encoder.encode(path);
    const plain = encoder.encode(text);
    const packed = packs ? await deflate(plain) : plain;
    /** What both records say of a file (4.3.7, 4.3.12), from the version that is needed to the length of its name. */
    const shared = /** @type {[number, 2 | 4][]} */ ([
      [20, 2], [FLAGS, 2], [METHOD, 2], [0, 2], [DATE, 2], [crc32(plain), 4], [packed.length, 4], [plain.length, 4], [name.length, 2], [0, 2],
    ]);
    const local = record([0x04034b50, 4], ...shared);
    files.push(local, name, packed);
    // Made on Unix (4.4.2: 3), whose modes stand in the upper half of the attributes; 0o100000 is a regular file.
    directory.push(record([0x02014b50, 4], [(3 << 8) | 20, 2], ...shared, [0, 2], [0, 2], [0, 2], [((0o100000 | mode) << 16) >>> 0, 4], [at, 4]), name);
    at += local.length + name.length + packed.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = record([0x06054b50, 4], [0, 2], [0, 2], [entries.length, 2], [entries.length, 2], [size, 4], [at, 4], [0, 2]);
  return new Blob([...files, ...directory, end], { type: "application/zip" });
}
