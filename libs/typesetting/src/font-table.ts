import { brotliDecompressSync } from 'node:zlib';

/** Order of the one-byte tags in WOFF2 (https://www.w3.org/TR/WOFF2/#table_dir_format), as far as it is needed. */
const WOFF2_CMAP_TAG = 0;
const WOFF2_GLYF_TAG = 10;
const WOFF2_LOCA_TAG = 11;
const WOFF2_OTHER_TAG = 63;
const WOFF2_HEADER = 48;

function sfntTable(font: Buffer, wanted: string): Buffer | undefined {
  const tables = font.readUInt16BE(4);
  for (let i = 0, at = 12; i < tables; i += 1, at += 16) {
    if (font.toString('latin1', at, at + 4) !== wanted) continue;
    const offset = font.readUInt32BE(at + 8);
    return font.subarray(offset, offset + font.readUInt32BE(at + 12));
  }
  return undefined;
}

/** A number in seven-bit groups, the highest bit telling that more follow. */
function readBase128(font: Buffer, at: number): { value: number; next: number } {
  let value = 0;
  let next = at;
  for (;;) {
    const byte = font.readUInt8(next);
    next += 1;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next };
  }
}

/** `cmap` is never transformed in WOFF2: its bytes lie in the stream at the sum of the lengths before it. */
function woff2Cmap(font: Buffer): Buffer | undefined {
  const tables = font.readUInt16BE(12);
  let at = WOFF2_HEADER;
  let offset = 0;
  let found: { start: number; length: number } | undefined;
  for (let i = 0; i < tables; i += 1) {
    const flags = font.readUInt8(at);
    const tag = flags & 0x3f;
    const original = readBase128(font, at + (tag === WOFF2_OTHER_TAG ? 5 : 1));
    const isOutline = tag === WOFF2_GLYF_TAG || tag === WOFF2_LOCA_TAG;
    // Version 0 means "transformed" for glyf and loca, and "as it is" for all others.
    const isTransformed = isOutline ? flags >> 6 === 0 : flags >> 6 !== 0;
    const stored = isTransformed ? readBase128(font, original.next) : original;
    if (tag === WOFF2_CMAP_TAG) found = { start: offset, length: stored.value };
    offset += stored.value;
    at = stored.next;
  }
  if (!found) return undefined;
  const stream = brotliDecompressSync(font.subarray(at, at + font.readUInt32BE(20)));
  return stream.subarray(found.start, found.start + found.length);
}

/** The character map of a TrueType, OpenType or WOFF2 font. */
export function readCmap(font: Buffer): Buffer {
  const cmap = font.toString('latin1', 0, 4) === 'wOF2' ? woff2Cmap(font) : sfntTable(font, 'cmap');
  if (!cmap) throw new Error('The font has no character map.');
  return cmap;
}
