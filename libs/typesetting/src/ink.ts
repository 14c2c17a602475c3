import type * as Canvas from '@napi-rs/canvas';
import { skia, useFace } from './skia';
import type { Run } from './visual-runs';

/** Distances from the start of a baseline; `right` is exclusive and `top` is negative above it. */
export interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A run of a line: where it begins and how far it goes. */
export type PlacedRun = Run & { x: number; width: number };

/** Larger text is looked at in this size: the answer is a pixel of it too large at most. */
const INK_SIZE = 32;
/** Room for ink beside the line, and above and below its baseline, in ems. */
const SIDE = 2;
const HALF_HEIGHT = 3;
const PAGE_WIDTH = 128;
const PAGE_HEIGHT = 2 * HALF_HEIGHT * INK_SIZE;
/** So many pixels are read at most: reading more costs more than folding them. */
const READ_PIXELS = 512;

type Context = Canvas.SKRSContext2D;
type Size = Record<'width' | 'height', number>;

let kept: { page: Context; fold: Context } | undefined;

/**
 * Two small canvases for all lines. What a canvas or a reading of its pixels takes is given back only when the event
 * loop turns, and laying out thousands of lines does not let it turn. They are small because a canvas that was drawn
 * elsewhere is copied before it changes: a page as wide as a line of 8,000 pixels took 23 ms.
 */
function desk(): { page: Context; fold: Context } {
  const context = () => skia().createCanvas(PAGE_WIDTH, PAGE_HEIGHT).getContext('2d');
  return (kept ??= { page: context(), fold: context() });
}

/** A line at the size in which its ink is looked at: from the left edge of its room for ink to the right one. */
interface Strip {
  runs: readonly PlacedRun[];
  scale: number;
  fontSize: number;
  origin: { x: number; y: number };
}

/** Draws what a window of the line shows onto the page, over what is there. */
function drawWindow(page: Context, { runs, scale, fontSize, origin }: Strip, from: number): void {
  for (const run of runs) {
    const x = origin.x + run.x * scale - from;
    if (x - origin.x > PAGE_WIDTH || x + run.width * scale + origin.x < 0) continue;
    useFace(page, run.face, { size: fontSize, rightToLeft: run.rightToLeft });
    page.fillText(run.text, x, origin.y);
  }
}

/**
 * First row, or column, with ink of windows of a line laid over each other, and the one after the last; undefined
 * without any. The page is folded along the other axis until little is left of it: hundreds of pixels are read
 * instead of a hundred thousand.
 */
function inkAlong(axis: 'rows' | 'columns', strip: Strip, windows: { from: readonly number[]; size: Size }) {
  const { page, fold } = desk();
  const { size } = windows;
  page.clearRect(0, 0, PAGE_WIDTH, PAGE_HEIGHT);
  for (const from of windows.from) drawWindow(page, strip, from);
  const [across, along] = axis === 'rows' ? (['width', 'height'] as const) : (['height', 'width'] as const);
  let left = size[across];
  let source = page;
  while (left * size[along] > READ_PIXELS) {
    const half = Math.ceil(left / 2);
    if (source === page) {
      fold.clearRect(0, 0, PAGE_WIDTH, PAGE_HEIGHT);
      lay(fold, page.canvas, { axis, from: 0, length: half, size });
    }
    lay(fold, source.canvas, { axis, from: half, length: left - half, size });
    source = fold;
    left = half;
  }
  return inkedRange(source, { ...size, [across]: left }, axis);
}

/** Lays a part of a picture over the upper left corner: ink of either shows there, however faint. */
function lay(
  fold: Context,
  picture: Canvas.Canvas,
  { axis, from, length, size }: { axis: 'rows' | 'columns'; from: number; length: number; size: Size },
): void {
  const [x, y] = axis === 'rows' ? [from, 0] : [0, from];
  const [width, height] = axis === 'rows' ? [length, size.height] : [size.width, length];
  fold.drawImage(picture, x, y, width, height, 0, 0, width, height);
}

function inkedRange(context: Context, { width, height }: Size, axis: 'rows' | 'columns') {
  const { data } = context.getImageData(0, 0, width, height);
  let found: { first: number; end: number } | undefined;
  for (let pixel = 0; 4 * pixel < data.length; pixel += 1) {
    if (data[4 * pixel + 3] === 0) continue;
    const place = axis === 'rows' ? Math.floor(pixel / width) : pixel % width;
    found ??= { first: place, end: place + 1 };
    found.first = Math.min(found.first, place);
    found.end = Math.max(found.end, place + 1);
  }
  return found;
}

/** Characters that stand for themselves, without marks that could be stacked on them. */
const PLAIN =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Nd}\p{Po}\p{Pd}\p{Ps}\p{Pe}\p{Zs}]*$/u;

/** Whether a run surely stays between those heights, a pixel off them; its bounding box tells only where it is plain. */
function isWithin({ text, face, rightToLeft }: Run, fontSize: number, room: { top: number; bottom: number }) {
  if (rightToLeft || face.family.colour || !PLAIN.test(text)) return false;
  const { page } = desk();
  useFace(page, face, { size: fontSize, rightToLeft });
  const { actualBoundingBoxAscent, actualBoundingBoxDescent } = page.measureText(text);
  return actualBoundingBoxAscent + 1 < -room.top && actualBoundingBoxDescent + 1 < room.bottom;
}

/**
 * The bounds of a line: its `room`, grown by the ink that sticks out of it. That is looked up in a drawn picture: the
 * library's own bounding boxes leave out the offsets of marks and are wrong for right-to-left text.
 */
export function lineBounds(runs: readonly PlacedRun[], size: number, room: Bounds): Bounds {
  if (runs.length === 0) return room;
  const scale = Math.min(1, INK_SIZE / size);
  const em = Math.ceil(size * scale);
  const origin = { x: SIDE * em, y: HALF_HEIGHT * em };
  const strip = { runs, scale, fontSize: size * scale, origin };
  const width = Math.ceil(room.right * scale) + 2 * origin.x;
  const height = 2 * origin.y;
  const end = Math.floor(origin.x + room.right * scale);
  const heights = { top: room.top * scale, bottom: room.bottom * scale };
  const rows = runs.every((run) => isWithin(run, strip.fontSize, heights))
    ? undefined
    : inkAlong('rows', strip, {
        from: Array.from({ length: Math.ceil(width / PAGE_WIDTH) }, (_, index) => index * PAGE_WIDTH),
        size: { width: Math.min(width, PAGE_WIDTH), height },
      });
  const before = inkAlong('columns', strip, { from: [0], size: { width: origin.x, height } });
  const after = inkAlong('columns', strip, { from: [end], size: { width: width - end, height } });
  return {
    left: before ? Math.min(room.left, (before.first - origin.x) / scale) : room.left,
    right: after ? Math.max(room.right, (end + after.end - origin.x) / scale) : room.right,
    top: rows ? Math.min(room.top, (rows.first - origin.y) / scale) : room.top,
    bottom: rows ? Math.max(room.bottom, (rows.end - origin.y) / scale) : room.bottom,
  };
}
