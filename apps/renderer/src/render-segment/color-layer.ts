import type { ColorLayer } from '@reelmill/contracts';
import { CANVAS_COLOURS, frameClock, pixels, rateOf, type DrawnLayer, type Drawing } from './drawn-layer';
import { evenHull, intersection, sameRect } from './geometry';
import { spanOf } from './span';

/** A box of one colour, exact to the pixel: what its even hull adds has the same colour, with no opacity. */
export function drawColor(layer: ColorLayer, drawing: Drawing): DrawnLayer | null {
  const span = spanOf(layer, drawing.frames);
  const box = intersection(layer.box, drawing.canvas);
  if (!span || !box) return null;
  const [rgb, alpha] = [layer.color.slice(1, 7), layer.color.slice(7) || 'ff'];
  const hull = evenHull(box);
  const opaque = alpha === 'ff' && sameRect(hull, box);
  const edge = sameRect(hull, box)
    ? []
    : [`pad=${hull.width}:${hull.height}:${box.x - hull.x}:${box.y - hull.y}:color=0x${rgb}00`];
  const pad = drawing.graph.chain(
    [],
    [
      `color=c=0x${rgb}${alpha}:s=${box.width}x${box.height}:r=${rateOf(drawing.fps)}`,
      'trim=end_frame=1',
      opaque ? 'format=gbrp' : 'format=gbrap',
      ...edge,
      `scale=${CANVAS_COLOURS}`,
      pixels(opaque),
      ...frameClock(drawing.fps, 0),
    ],
  );
  return { pad, rect: hull, span, motion: 'still', opaque };
}
