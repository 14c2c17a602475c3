import { type CodePoints, hasCodePoint, parseUnicodeRange, readCodePoints } from './code-points';
import { readFontFile } from './font-file';
import { type Face, facesOfFamily } from './font-manifest';
import type { FontFamily } from './manifest/font-family';

const coverage = new Map<string, CodePoints>();
const subsetRanges = new Map<string, Map<string, CodePoints>>();

/**
 * Whether the face has a glyph for the code point, by the character map of its file. The declared
 * `unicode-range` of a package promises more than its files hold, and Skia does not tell.
 */
export function covers(face: Face, codePoint: number): boolean {
  const { family, file } = face;
  const key = `${family.package}/${file.path}`;
  let points = coverage.get(key);
  if (!points) {
    points = readCodePoints(readFontFile(family.package, file).bytes);
    coverage.set(key, points);
  }
  return hasCodePoint(points, codePoint);
}

/** The declared range of each numbered subset, by the id of its file: one small table instead of a hundred fonts. */
function rangesOf(family: FontFamily, table: { path: string; sha256: string }): Map<string, CodePoints> {
  let ranges = subsetRanges.get(family.package);
  if (!ranges) {
    const declared = JSON.parse(readFontFile(family.package, table).bytes.toString()) as Record<
      string,
      string
    >;
    const slug = family.package.slice(family.package.indexOf('/') + 1);
    ranges = new Map(
      Object.entries(declared).map(([subset, range]) => [
        `${slug}-${subset.replaceAll(/[[\]]/g, '')}`,
        parseUnicodeRange(range),
      ]),
    );
    subsetRanges.set(family.package, ranges);
  }
  return ranges;
}

/** The faces of a family, nearest weight, that are worth asking for the code point. */
export function candidateFaces(family: string, weight: number, codePoint: number): Face[] {
  const faces = facesOfFamily(family, weight);
  const table = faces[0]?.family.ranges;
  if (!table) return faces;
  return faces.filter((face) => {
    const range = rangesOf(face.family, table).get(face.file.id);
    return range !== undefined && hasCodePoint(range, codePoint);
  });
}
