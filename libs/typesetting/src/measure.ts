import type * as Canvas from '@napi-rs/canvas';
import type { Face } from './font-manifest';
import { skia, useFace } from './skia';
import type { Run } from './visual-runs';

let scratch: Canvas.SKRSContext2D | undefined;
const context = (): Canvas.SKRSContext2D => (scratch ??= skia().createCanvas(1, 1).getContext('2d'));

/** Advance width of a run in pixels. */
export function measureRun({ text, face, rightToLeft }: Run, size: number): number {
  useFace(context(), face, { size, rightToLeft });
  return context().measureText(text).width;
}

/** How far a face reaches above and below its baseline, in pixels, both positive. */
export function verticalMetrics(face: Face, size: number): { ascent: number; descent: number } {
  useFace(context(), face, { size, rightToLeft: false });
  const { fontBoundingBoxAscent, fontBoundingBoxDescent } = context().measureText('x');
  return { ascent: fontBoundingBoxAscent, descent: fontBoundingBoxDescent };
}
