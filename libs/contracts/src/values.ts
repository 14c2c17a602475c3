import { z } from 'zod';

/** Lower-case hex sha256. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Name of an object in the store: `assets/<sha256>` or `artifacts/<key>/<file>`. */
export const ObjectName = z
  .string()
  .regex(/^(assets\/[0-9a-f]{64}|artifacts\/[0-9a-f]{64}\/[a-z0-9][a-z0-9.-]{0,63})$/);
/** A positive fraction, such as a frame rate: 30000/1001 is `{ num: 30000, den: 1001 }`. */
export const Rational = z.strictObject({
  num: z.int().min(1).max(1_000_000),
  den: z.int().min(1).max(1_000_000),
});
export type Rational = z.infer<typeof Rational>;
/** A count of frames, or the number of a frame, at the output rate; up to 24 h at 120 fps. */
export const Frames = z.int().min(0).max(10_368_000);
/** A count of samples at 48 kHz; up to 24 h. */
export const Samples = z.int().min(0).max(4_147_200_000);
/** `#rrggbb` or `#rrggbbaa`, lower case. */
export const Colour = z.string().regex(/^#[0-9a-f]{6}([0-9a-f]{2})?$/);
/** Pixels on the canvas or relative to a box; may lie outside. */
export const Coordinate = z.int().min(-32_768).max(32_768);
export const Extent = z.int().min(1).max(16_384);
export const Rect = z.strictObject({ x: Coordinate, y: Coordinate, width: Extent, height: Extent });
export type Rect = z.infer<typeof Rect>;

export const assetObject = (sha256: string): string => `assets/${sha256}`;
export const artifactObject = (key: string, file: string): string => `artifacts/${key}/${file}`;
