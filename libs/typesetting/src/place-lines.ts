import type { GlyphRun, TextPicture } from '@reelmill/contracts';
import type { Face } from './font-manifest';
import { type Bounds, lineBounds, type PlacedRun } from './ink';
import { verticalMetrics } from './measure';
import type { TextBlock } from './text-block';
import type { Run } from './visual-runs';

/** Runs from left to right with their widths. */
export interface Line {
  runs: (Run & { width: number })[];
  width: number;
}

const DEFAULT_LINE_HEIGHT = 1.2;
/** Room between the text and the edge of its box, in ems. */
const BOX_PADDING = { x: 0.3, y: 0.1 };
const ALIGNMENT = { left: 0, center: 0.5, right: 1 };

/** Distance of two baselines in pixels. */
export const linePitch = ({ size, lineHeight = DEFAULT_LINE_HEIGHT }: TextBlock): number => size * lineHeight;

const round = (value: number) => Math.round(value * 100) / 100;
const even = (value: number) => Math.max(2, 2 * Math.ceil(value / 2));

interface PlacedLine {
  runs: PlacedRun[];
  x: number;
  y: number;
  width: number;
}

function alignLines(lines: readonly Line[], block: TextBlock, ascent: number): PlacedLine[] {
  const widest = Math.max(...lines.map(({ width }) => width));
  const pitch = linePitch(block);
  return lines.map(({ runs, width }, index) => {
    let x = 0;
    const placed = runs.map((run) => {
      const at = x;
      x += run.width;
      return { ...run, x: at };
    });
    return {
      runs: placed,
      x: (widest - width) * ALIGNMENT[block.align],
      y: Math.round(ascent + index * pitch),
      width,
    };
  });
}

/** The smallest rectangle around both. */
const join = (a: Bounds, b: Bounds): Bounds => ({
  left: Math.min(a.left, b.left),
  top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right),
  bottom: Math.max(a.bottom, b.bottom),
});

const grow = (ink: Bounds, by: Bounds): Bounds => ({
  left: ink.left - by.left,
  top: ink.top - by.top,
  right: ink.right + by.right,
  bottom: ink.bottom + by.bottom,
});

/** Where the letters are: the room of the face around all baselines, and whatever sticks out of it. */
function letterBounds(
  lines: readonly PlacedLine[],
  size: number,
  room: { ascent: number; descent: number },
): Bounds {
  return lines
    .map((line) => {
      const own = { left: 0, top: -room.ascent, right: line.width, bottom: room.descent };
      const { left, top, right, bottom } = lineBounds(line.runs, size, own);
      return { left: line.x + left, top: line.y + top, right: line.x + right, bottom: line.y + bottom };
    })
    .reduce(join);
}

/** What outline and shadow add on each side. */
function effects({ outline, shadow }: TextBlock): Bounds {
  const width = outline?.width ?? 0;
  const dx = shadow?.dx ?? 0;
  const dy = shadow?.dy ?? 0;
  return {
    left: width + Math.max(0, -dx),
    top: width + Math.max(0, -dy),
    right: width + Math.max(0, dx),
    bottom: width + Math.max(0, dy),
  };
}

function glyphRun(run: Run, at: { x: number; y: number }, block: TextBlock): GlyphRun {
  return {
    text: run.text,
    x: round(at.x),
    y: at.y,
    face: run.face.id,
    size: block.size,
    rightToLeft: run.rightToLeft,
    fill: block.color,
    ...(block.outline && { stroke: block.outline }),
    ...(block.shadow && { shadow: block.shadow }),
  };
}

/** Puts lines under each other into a picture that holds all of them; 2x2 and empty when there is nothing to see. */
export function placeLines(lines: readonly Line[], block: TextBlock, primary: Face): TextPicture {
  if (lines.every(({ runs }) => runs.length === 0)) return { width: 2, height: 2, boxes: [], runs: [] };
  const room = verticalMetrics(primary, block.size);
  const placed = alignLines(lines, block, room.ascent);
  const letters = letterBounds(placed, block.size, room);
  const padding = { x: BOX_PADDING.x * block.size, y: BOX_PADDING.y * block.size };
  const padded = grow(letters, { left: padding.x, top: padding.y, right: padding.x, bottom: padding.y });
  const inked = grow(letters, effects(block));
  const bounds = block.box ? join(inked, padded) : inked;
  // Whole pixels, so that baselines stay whole.
  const left = Math.ceil(-bounds.left);
  const top = Math.ceil(-bounds.top);
  const width = even(left + bounds.right);
  const height = even(top + bounds.bottom);
  return {
    width,
    height,
    boxes: block.box ? [{ rect: { x: 0, y: 0, width, height }, color: block.box.color }] : [],
    runs: placed.flatMap((line) =>
      line.runs.map((run) => glyphRun(run, { x: left + line.x + run.x, y: top + line.y }, block)),
    ),
  };
}
