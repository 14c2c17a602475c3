import type { ImageLayer, Rect, VideoLayer } from '@reelmill/contracts';
import { clipFrames, clipSeek } from './clip-time';
import { CANVAS_COLOURS, frameClock, pixels, rateOf, type DrawnLayer, type Drawing } from './drawn-layer';
import type { Pad } from './filter-graph';
import { covers, cropOf, intersection, onCanvas, sameRect, type Size } from './geometry';
import type { SourcePicture } from './source-picture';
import { spanOf, type Span } from './span';
import { magnify, zoomUpscale } from './zoom';

type PictureLayer = ImageLayer | VideoLayer;

interface Picture {
  layer: PictureLayer;
  source: SourcePicture;
  span: Span;
  /** Canvas coordinates, on even pixels. */
  box: Rect;
  picture: Rect;
}

/** A still or a clip: scaled to its picture, cut to its box, magnified about the box's centre when it zooms. */
export function drawPicture(layer: PictureLayer, drawing: Drawing): DrawnLayer | null {
  const span = spanOf(layer, drawing.frames);
  const source = drawing.sources.get(layer.asset);
  if (!span || !source) return null;
  const picture = { layer, source, span, ...onCanvas(layer.place) };
  return layer.zoom ? drawZoomed(picture, drawing) : drawPlain(picture, drawing);
}

function drawPlain(picture: Picture, drawing: Drawing): DrawnLayer | null {
  const { layer, source, span } = picture;
  const inBox = intersection(picture.picture, picture.box);
  const rect = inBox && intersection(inBox, drawing.canvas);
  if (!rect) return null;
  const opaque = !source.hasAlpha;
  const pad = drawing.graph.chain(
    [open(picture, drawing)],
    [
      ...framesOf(picture, drawing),
      ...scaled(source, picture.picture),
      pixels(opaque),
      ...(sameRect(rect, picture.picture) ? [] : [cropOf(rect, picture.picture)]),
      ...frameClock(drawing.fps, layer.kind === 'video' ? span.from : 0),
    ],
  );
  return { pad, rect, span, motion: layer.kind === 'video' ? 'moving' : 'still', opaque };
}

function drawZoomed(picture: Picture, drawing: Drawing): DrawnLayer | null {
  const { layer, source, span, box } = picture;
  const inBox = intersection(picture.picture, box);
  const rect = intersection(box, drawing.canvas);
  if (!layer.zoom || !inBox || !rect) return null;
  const frames = layer.kind === 'video' ? 1 : span.until - span.from;
  const opaque = !source.hasAlpha && covers(picture.picture, box);
  const enlargement = [...framesOf(picture, drawing), ...enlarged(picture, inBox, opaque)];
  const large = drawing.graph.chain([open(picture, drawing)], enlargement);
  const move = { zoom: layer.zoom, size: box, frames, rate: rateOf(drawing.fps) };
  const magnified = magnify(drawing.graph, { pad: large, hasAlpha: !opaque }, move);
  const crop = sameRect(rect, box) ? [] : [cropOf(rect, box)];
  const pad = drawing.graph.chain([magnified], [...crop, ...frameClock(drawing.fps, span.from)]);
  return { pad, rect, span, motion: 'moving', opaque };
}

/** The content of the box, enlarged; transparent where a contained picture leaves the box free. */
function enlarged({ layer, source, picture, box }: Picture, inBox: Rect, opaque: boolean): string[] {
  const scale = zoomUpscale(picture, layer.kind);
  const size = { width: picture.width * scale, height: picture.height * scale };
  const [x, y] = [(inBox.x - box.x) * scale, (inBox.y - box.y) * scale];
  return [
    ...scaled(source, size),
    pixels(opaque),
    ...(sameRect(inBox, picture) ? [] : [cropOf(inBox, picture, scale)]),
    ...(sameRect(inBox, box)
      ? []
      : [`pad=${box.width * scale}:${box.height * scale}:${x}:${y}:color=0x00000000`]),
  ];
}

function open({ layer, source }: Picture, drawing: Drawing): Pad {
  const decoder = source.decoder === null ? [] : ['-c:v', source.decoder];
  const seek = layer.kind === 'video' ? clipSeek(layer, drawing.fps, source) : [];
  return drawing.graph.input({ path: source.path, options: [...decoder, ...seek] });
}

function framesOf({ layer, span }: Picture, drawing: Drawing): string[] {
  if (layer.kind === 'image') return ['trim=end_frame=1'];
  return clipFrames(layer, drawing.fps, span.until - span.from);
}

/** Scales into the canvas' colours. */
function scaled(source: SourcePicture, { width, height }: Size): string[] {
  const matrix = source.assumedMatrix ? `:in_color_matrix=${source.assumedMatrix}` : '';
  if (!source.hasAlpha) return [`scale=${width}:${height}:${CANVAS_COLOURS}${matrix}`];
  return [
    ...(matrix ? [`scale=iw:ih${matrix}`] : []),
    // Transparent pixels have a colour too; scaled without weights it would bleed into the edge of what is seen.
    ...['format=gbrap', 'premultiply=inplace=1', `scale=${width}:${height}`, 'unpremultiply=inplace=1'],
    `scale=${CANVAS_COLOURS}`,
  ];
}
