import { createHash } from 'node:crypto';
import { canonicalJson, type TextLayer, type TextPicture } from '@reelmill/contracts';
import { CANVAS_COLOURS, frameClock, pixels, type DrawnLayer, type Drawing } from './drawn-layer';
import { evenHull, intersection, sameRect } from './geometry';
import { spanOf } from './span';

/** Equal for equal pictures. */
export const pictureId = (picture: TextPicture): string =>
  createHash('sha256').update(canonicalJson(picture)).digest('hex');

export function drawText(layer: TextLayer, drawing: Drawing): DrawnLayer | null {
  const span = spanOf(layer, drawing.frames);
  const place = { x: layer.x, y: layer.y, width: layer.picture.width, height: layer.picture.height };
  const path = drawing.pictures.get(pictureId(layer.picture));
  if (!span || !intersection(place, drawing.canvas) || path === undefined) return null;
  const hull = evenHull(place);
  const edge = sameRect(hull, place)
    ? []
    : [`pad=${hull.width}:${hull.height}:${place.x - hull.x}:${place.y - hull.y}:color=0x00000000`];
  const pad = drawing.graph.chain(
    [drawing.graph.input({ path, options: [] })],
    [
      'trim=end_frame=1',
      'format=rgba',
      ...edge,
      `scale=${CANVAS_COLOURS}`,
      pixels(false),
      ...frameClock(drawing.fps, 0),
    ],
  );
  return { pad, rect: hull, span, motion: 'still', opaque: false };
}
