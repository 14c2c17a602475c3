import type * as Canvas from '@napi-rs/canvas';
import { type GlyphRun, TaskError, type TextPicture } from '@reelmill/contracts';
import { type Face, findFace } from './font-manifest';
import { skia, useFace } from './skia';

type Context = Canvas.SKRSContext2D;
interface DrawableRun extends GlyphRun {
  typeface: Face;
}

/** What lies under the letters, in one colour. */
interface Coat {
  color: string;
  dx: number;
  dy: number;
  /** Visible outside the letters. */
  outline: number;
}

function drawableRuns(picture: TextPicture): DrawableRun[] {
  return picture.runs.map((run) => {
    const typeface = findFace(run.face);
    if (typeface) return { ...run, typeface };
    throw new TaskError(
      'engine_mismatch',
      `The font face ${run.face} is not one of this worker's; plan again for its engine.`,
    );
  });
}

function drawRun(context: Context, run: DrawableRun, coat: Coat): void {
  useFace(context, run.typeface, run);
  context.fillStyle = coat.color;
  if (coat.outline > 0) {
    context.strokeStyle = coat.color;
    context.lineJoin = 'round';
    context.lineWidth = 2 * coat.outline;
    context.strokeText(run.text, run.x + coat.dx, run.y + coat.dy);
  }
  context.fillText(run.text, run.x + coat.dx, run.y + coat.dy);
}

/** Draws the coats of all runs as one shape, so that a translucent colour is nowhere twice as dense. */
function drawCoats(context: Context, runs: readonly (DrawableRun & { coat: Coat })[]): void {
  for (const color of new Set(runs.map(({ coat }) => coat.color))) {
    const { width, height } = context.canvas;
    const layer = skia().createCanvas(width, height);
    const target = layer.getContext('2d');
    for (const run of runs) {
      if (run.coat.color === color) drawRun(target, run, { ...run.coat, color: color.slice(0, 7) });
    }
    context.globalAlpha = color.length > 7 ? Number.parseInt(color.slice(7), 16) / 255 : 1;
    context.drawImage(layer, 0, 0);
    context.globalAlpha = 1;
  }
}

const shadowOf = ({ shadow, stroke }: GlyphRun): Coat | undefined =>
  shadow && { ...shadow, outline: stroke?.width ?? 0 };
const outlineOf = ({ stroke }: GlyphRun): Coat | undefined =>
  stroke && { color: stroke.color, dx: 0, dy: 0, outline: stroke.width };

function withCoat(runs: readonly DrawableRun[], coatOf: (run: GlyphRun) => Coat | undefined) {
  return runs.flatMap((run) => {
    const coat = run.typeface.family.colour ? undefined : coatOf(run);
    return coat ? [{ ...run, coat }] : [];
  });
}

/**
 * Draws laid-out text: boxes, then all shadows, then all outlines, then all letters, so that no run covers the
 * letters of its neighbour. Colour emoji have neither shadow nor outline.
 * @returns a PNG with straight alpha, of the picture's size
 * @throws TaskError `engine_mismatch` for a face that the manifest does not have
 */
export async function drawPicture(picture: TextPicture): Promise<Buffer> {
  const runs = drawableRuns(picture);
  const canvas = skia().createCanvas(picture.width, picture.height);
  const context = canvas.getContext('2d');
  for (const { rect, color } of picture.boxes) {
    context.fillStyle = color;
    context.fillRect(rect.x, rect.y, rect.width, rect.height);
  }
  drawCoats(context, withCoat(runs, shadowOf));
  drawCoats(context, withCoat(runs, outlineOf));
  for (const run of runs) drawRun(context, run, { color: run.fill, dx: 0, dy: 0, outline: 0 });
  return canvas.encode('png');
}
