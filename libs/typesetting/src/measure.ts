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

/** Distances from the start of a baseline; `right` is exclusive and `top` is negative above it. */
export interface Ink {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Larger text is looked at in this size: the answer is a pixel of it too large at most. */
const INK_SIZE = 32;

function pixelBounds(pixels: Uint32Array, width: number): Ink | undefined {
  let bounds: Ink | undefined;
  for (let at = 0; at < pixels.length; at += 1) {
    if (pixels[at] === 0) continue;
    const x = at % width;
    const y = (at - x) / width;
    bounds ??= { left: x, top: y, right: x + 1, bottom: y + 1 };
    bounds.left = Math.min(bounds.left, x);
    bounds.right = Math.max(bounds.right, x + 1);
    bounds.bottom = y + 1;
  }
  return bounds;
}

/**
 * Where a line of runs leaves ink, looked up in a drawn picture: the library's own bounding boxes leave out the
 * offsets of marks and are wrong for right-to-left text.
 */
export function measureInk(
  runs: readonly (Run & { x: number })[],
  size: number,
  width: number,
): Ink | undefined {
  const scale = Math.min(1, INK_SIZE / size);
  const em = Math.ceil(size * scale);
  const canvasWidth = Math.ceil(width * scale) + 4 * em;
  const canvas = skia().createCanvas(canvasWidth, 6 * em);
  const target = canvas.getContext('2d');
  for (const run of runs) {
    useFace(target, run.face, { size: size * scale, rightToLeft: run.rightToLeft });
    target.fillText(run.text, 2 * em + run.x * scale, 3 * em);
  }
  const { data } = target.getImageData(0, 0, canvas.width, canvas.height);
  const found = pixelBounds(new Uint32Array(data.buffer, data.byteOffset, data.length / 4), canvasWidth);
  if (!found) return undefined;
  return {
    left: (found.left - 2 * em) / scale,
    top: (found.top - 3 * em) / scale,
    right: (found.right - 2 * em) / scale,
    bottom: (found.bottom - 3 * em) / scale,
  };
}
