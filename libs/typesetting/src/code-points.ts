import { readCmap } from './font-table';

/** Code points for which a font has a glyph, as sorted ranges: first, last, first, last … */
export type CodePoints = Uint32Array;

type Ranges = [first: number, last: number][];

/** Format 4: segments of the basic plane (https://learn.microsoft.com/typography/opentype/spec/cmap). */
function readSegments(cmap: Buffer, at: number): Ranges {
  const count = cmap.readUInt16BE(at + 6) / 2;
  const ranges: Ranges = [];
  for (let i = 0; i < count; i += 1) {
    const last = cmap.readUInt16BE(at + 14 + 2 * i);
    const first = cmap.readUInt16BE(at + 16 + 2 * (count + i));
    const delta = cmap.readUInt16BE(at + 16 + 2 * (2 * count + i));
    const offsetAt = at + 16 + 2 * (3 * count + i);
    const offset = cmap.readUInt16BE(offsetAt);
    for (let code = first; code <= last && code !== 0xffff; code += 1) {
      const glyph = offset === 0 ? code : cmap.readUInt16BE(offsetAt + offset + 2 * (code - first));
      const isThere = offset === 0 ? ((glyph + delta) & 0xffff) !== 0 : glyph !== 0;
      if (isThere) ranges.push([code, code]);
    }
  }
  return ranges;
}

/** Format 12: groups of all planes. */
function readGroups(cmap: Buffer, at: number): Ranges {
  const ranges: Ranges = [];
  const count = cmap.readUInt32BE(at + 12);
  for (let i = 0, group = at + 16; i < count; i += 1, group += 12) {
    ranges.push([cmap.readUInt32BE(group), cmap.readUInt32BE(group + 4)]);
  }
  return ranges;
}

function joinRanges(ranges: Ranges): CodePoints {
  const joined: number[] = [];
  for (const [first, last] of ranges.sort((a, b) => a[0] - b[0])) {
    const end = joined.at(-1);
    if (end !== undefined && first <= end + 1) joined[joined.length - 1] = Math.max(end, last);
    else joined.push(first, last);
  }
  return Uint32Array.from(joined);
}

/** What a font covers, by its own character map. */
export function readCodePoints(font: Buffer): CodePoints {
  const cmap = readCmap(font);
  const ranges: Ranges = [];
  const tables = cmap.readUInt16BE(2);
  for (let i = 0; i < tables; i += 1) {
    const at = cmap.readUInt32BE(4 + 8 * i + 4);
    const format = cmap.readUInt16BE(at);
    if (format === 4) ranges.push(...readSegments(cmap, at));
    if (format === 12) ranges.push(...readGroups(cmap, at));
  }
  return joinRanges(ranges);
}

/** A CSS `unicode-range` such as `U+20-7e, U+a5`. */
export function parseUnicodeRange(range: string): CodePoints {
  const ranges = range.split(',').map((part): [number, number] => {
    const [first = '', last = first] = part.trim().slice(2).split('-');
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
  });
  return joinRanges(ranges);
}

export function hasCodePoint(points: CodePoints, wanted: number): boolean {
  let low = 0;
  let high = points.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (wanted < points[2 * middle]!) high = middle - 1;
    else if (wanted > points[2 * middle + 1]!) low = middle + 1;
    else return true;
  }
  return false;
}
