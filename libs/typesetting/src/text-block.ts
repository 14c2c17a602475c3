/** Text in one style. Colours are `#rrggbb` or `#rrggbbaa`, lengths are pixels. */
export interface TextBlock {
  /** Line feeds are kept, other white space is collapsed. */
  text: string;
  /** A name of `FONT_FAMILIES`; the default face otherwise. */
  family?: string;
  /** 100 to 900, by default 400; the nearest one that the family has is taken. */
  weight?: number;
  /** Pixels per em. */
  size: number;
  color: string;
  align: 'left' | 'center' | 'right';
  /** Of a line without outline and shadow; only a single character may be wider. */
  maxWidth: number;
  /** Distance of two baselines, in ems; 1.2 by default. */
  lineHeight?: number;
  /** `width` is what shows outside the letters. */
  outline?: { color: string; width: number };
  shadow?: { color: string; dx: number; dy: number };
  /** A background behind all lines. */
  box?: { color: string };
}
