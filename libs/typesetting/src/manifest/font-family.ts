/** A font file inside a pinned npm package. */
export interface FontFile {
  /** Stem of the face ids: `noto-sans` gives `noto-sans-400` and `noto-sans-700`. */
  id: string;
  /** Weights that the file can show; more than one means a variable font. */
  weights: readonly number[];
  /** Path inside the package. */
  path: string;
  /** Of the file's bytes, lower-case hex. */
  sha256: string;
}

export interface FontFamily {
  family: string;
  package: string;
  /** In the order in which a character is looked for. */
  files: readonly FontFile[];
  /** For families in very many files: the package's table from subset name to `unicode-range`. */
  ranges?: { path: string; sha256: string };
  /** Colour pictures: no outline, no shadow, no fill colour. */
  colour?: true;
}

/** A family that its package ships as a variable font in numbered subsets, as Google Fonts cuts the large scripts. */
export function numberedSubsets(table: {
  family: string;
  slug: string;
  ranges: string;
  /** By number of the subset. */
  sha256: Readonly<Record<number, string>>;
}): FontFamily {
  return {
    family: table.family,
    package: `@fontsource-variable/${table.slug}`,
    ranges: { path: 'unicode.json', sha256: table.ranges },
    files: Object.entries(table.sha256).map(([subset, sha256]) => ({
      id: `${table.slug}-${subset}`,
      weights: [400, 700],
      path: `files/${table.slug}-${subset}-wght-normal.woff2`,
      sha256,
    })),
  };
}
