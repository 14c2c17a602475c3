import type { Placement, Rect } from '@reelmill/contracts';

export interface Size {
  width: number;
  height: number;
}

const toEven = (edge: number): number => 2 * Math.round(edge / 2);

/**
 * The rectangle with its edges on even pixels, where 4:2:0 has its chroma samples. Edges are rounded, not sizes, so
 * that neighbours stay neighbours; at least one chroma sample is left.
 */
export function evenRect({ x, y, width, height }: Rect): Rect {
  const [left, top] = [toEven(x), toEven(y)];
  return {
    x: left,
    y: top,
    width: Math.max(2, toEven(x + width) - left),
    height: Math.max(2, toEven(y + height) - top),
  };
}

/** The smallest rectangle on even pixels that holds all of this one. */
export function evenHull({ x, y, width, height }: Rect): Rect {
  const [left, top] = [2 * Math.floor(x / 2), 2 * Math.floor(y / 2)];
  return {
    x: left,
    y: top,
    width: 2 * Math.ceil((x + width) / 2) - left,
    height: 2 * Math.ceil((y + height) / 2) - top,
  };
}

/** What two rectangles share, or null. */
export function intersection(a: Rect, b: Rect): Rect | null {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

export const sameRect = (a: Rect, b: Rect): boolean =>
  a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

export const covers = (outer: Rect, inner: Rect): boolean => {
  const shared = intersection(outer, inner);
  return shared !== null && sameRect(shared, inner);
};

/** A placement with both rectangles in canvas coordinates, on even pixels. */
export function onCanvas({ box, picture }: Placement): { box: Rect; picture: Rect } {
  return {
    box: evenRect(box),
    picture: evenRect({ ...picture, x: box.x + picture.x, y: box.y + picture.y }),
  };
}

/** `crop` arguments that cut `part` out of a picture that lies at `whole`, both magnified by `scale`. */
export function cropOf(part: Rect, whole: Rect, scale = 1): string {
  const [x, y] = [(part.x - whole.x) * scale, (part.y - whole.y) * scale];
  return `crop=${part.width * scale}:${part.height * scale}:${x}:${y}`;
}
