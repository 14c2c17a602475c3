import type { FontFamily, FontFile } from './manifest/font-family';
import { notoSansJp } from './manifest/noto-sans-jp';
import { notoSansKr } from './manifest/noto-sans-kr';
import { notoSansSc } from './manifest/noto-sans-sc';
import { textFamilies } from './manifest/text-families';

/** One weight of one font file. */
export interface Face {
  /** As in a `GlyphRun`: `noto-sans-700`, `noto-sans-jp-118-400`. */
  id: string;
  family: FontFamily;
  file: FontFile;
  weight: number;
}

export const DEFAULT_FAMILY = 'Noto Sans';
export const EMOJI_FAMILY = 'Noto Color Emoji';

/** Every font that can ever be drawn. */
export const FONT_MANIFEST: readonly FontFamily[] = [...textFamilies, notoSansJp, notoSansKr, notoSansSc];

const facesOf = (family: FontFamily): Face[] =>
  family.files.flatMap((file) =>
    file.weights.map((weight) => ({ id: `${file.id}-${weight}`, family, file, weight })),
  );

const families = new Map(FONT_MANIFEST.map((family) => [family.family, facesOf(family)]));
const faces = new Map([...families.values()].flat().map((face) => [face.id, face]));

export const findFace = (id: string): Face | undefined => faces.get(id);

/** The faces of a family of the manifest whose weight is nearest to the wanted one, in the manifest's order. */
export function facesOfFamily(family: string, weight: number): Face[] {
  const all = families.get(family) ?? [];
  const distance = (face: Face) => Math.abs(face.weight - weight);
  const nearest = Math.min(...all.map(distance));
  return all.filter((face) => distance(face) === nearest);
}
