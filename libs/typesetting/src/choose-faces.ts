import type { Cluster } from './clusters';
import { DEFAULT_FAMILY, EMOJI_FAMILY, type Face } from './font-manifest';

/** Which face has which characters. */
export interface FaceSource {
  /** The first face of a family that has all these code points. */
  find: (family: string, codePoints: readonly number[]) => Face | undefined;
  has: (face: Face, codePoint: number) => boolean;
}

export interface FaceChoice {
  /** By cluster; the default face shows its empty box where no face has the character. */
  faces: Face[];
  /** Characters without a glyph, each once. */
  missing: string[];
}

const SCRIPTS = ['Noto Sans Arabic', 'Noto Sans Hebrew', 'Noto Sans Thai'];

/** Han characters look different in each language; the other characters of the text tell which one it is. */
function eastAsianFamilies(text: string): string[] {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text))
    return ['Noto Sans JP', 'Noto Sans SC', 'Noto Sans KR'];
  if (/\p{Script=Hangul}/u.test(text)) return ['Noto Sans KR', 'Noto Sans JP', 'Noto Sans SC'];
  return ['Noto Sans SC', 'Noto Sans JP', 'Noto Sans KR'];
}

/** Where glyphs are looked for, in this order. */
export function fallbackFamilies(wanted: string, text: string): string[] {
  return [...new Set([wanted, DEFAULT_FAMILY, ...SCRIPTS, ...eastAsianFamilies(text), EMOJI_FAMILY])];
}

const ignorable = /\p{Default_Ignorable_Code_Point}/u;
const visible = (text: string) => [...text].filter((character) => !ignorable.test(character));
const codePoint = (character: string) => character.codePointAt(0)!;
const SPACE = codePoint(' ');

/** A face for each cluster. A space takes that of the word before it, so that it does not end the run. */
export function chooseFaces(
  clusters: readonly Cluster[],
  families: readonly string[],
  source: FaceSource & { fallback: Face },
): FaceChoice {
  const missing = new Set<string>();
  const known = new Map<string, Face>();

  const search = (kind: Cluster['kind'], characters: readonly string[]): Face | undefined => {
    const points = characters.map(codePoint);
    const order = kind === 'emoji' ? [EMOJI_FAMILY, ...families] : families;
    for (const family of order) {
      const face = source.find(family, points);
      if (face) return face;
    }
    return undefined;
  };

  const choose = ({ kind, text }: Cluster): Face => {
    const characters = visible(text);
    const whole = search(kind, characters);
    if (whole) return whole;
    const face = search(kind, characters.slice(0, 1)) ?? source.fallback;
    for (const character of characters) {
      if (!source.has(face, codePoint(character))) missing.add(character);
    }
    return face;
  };

  const faces: Face[] = [];
  for (const cluster of clusters) {
    const previous = faces.at(-1);
    const isCarried =
      cluster.kind === 'space' && previous && !previous.family.colour && source.has(previous, SPACE);
    let face = isCarried ? previous : known.get(cluster.text);
    if (!face) {
      face = cluster.kind === 'hidden' ? source.fallback : choose(cluster);
      known.set(cluster.text, face);
    }
    faces.push(face);
  }
  return { faces, missing: [...missing] };
}
