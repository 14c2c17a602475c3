import { FONT_MANIFEST } from './font-manifest';

/** The names that a spec may give as `font-family`. Loads no drawing library. */
export const FONT_FAMILIES: readonly string[] = FONT_MANIFEST.map(({ family }) => family);

export const listFamilies = (): string[] => [...FONT_FAMILIES];

/** The family of that name in any letter case; `family` has the manifest's spelling. */
export function findFamily(name: string): { family: string } | undefined {
  const wanted = name.trim().toLowerCase();
  const family = FONT_FAMILIES.find((known) => known.toLowerCase() === wanted);
  return family === undefined ? undefined : { family };
}
