import type {
  ColorElement,
  ImageElement,
  Place,
  Placement,
  Preset,
  Rect,
  VideoElement,
} from '@reelmill/contracts';
import type { Size } from './context';

/** The most pixels that a picture may be scaled to: 8192 x 8192. */
const MAX_PICTURE = 8192 * 8192;
const MAX_EXTENT = 16_384;

/** Chroma is subsampled by two, so that only even places and sizes are exact. (`+ 0` turns -0 into 0.) */
export const even = (pixels: number): number => 2 * Math.round(pixels / 2) + 0;
const evenSize = (pixels: number): number => Math.max(2, even(pixels));
const evenCover = (pixels: number): number => 2 * Math.ceil(pixels / 2 - 1e-9);

/** Shares of the free space before an element: 0 left or top, 0.5 centred, 1 right or bottom. */
export function shares(position: Preset | 'custom'): { x: number; y: number } {
  if (position === 'custom') return { x: 0.5, y: 0.5 };
  const [vertical, horizontal] = position.split('-') as [
    'top' | 'center' | 'bottom',
    'left' | 'center' | 'right',
  ];
  return {
    x: { left: 0, center: 0.5, right: 1 }[horizontal],
    y: { top: 0, center: 0.5, bottom: 1 }[vertical],
  };
}

/**
 * Where a picture of that size goes. Without width and height its place is the whole canvas or, with `x` or `y`,
 * its own size, at most the canvas; with one of the two the other follows from its shape. The position also
 * aligns the picture in its place. Undefined when it would be too large to scale.
 */
export function placePicture(
  element: ImageElement | VideoElement,
  picture: Size,
  canvas: Size,
): Placement | undefined {
  const place = pictureSize(element, picture, canvas);
  const box = boxAt(element, place, canvas);
  const size = fitted(element.resize, picture, box);
  const isTooLarge = Math.max(box.width, box.height, size.width, size.height) > MAX_EXTENT;
  if (isTooLarge || size.width * size.height > MAX_PICTURE) return undefined;
  const share = shares(element.position);
  const x = even((box.width - size.width) * share.x);
  const y = even((box.height - size.height) * share.y);
  return { box, picture: { x, y, ...size } };
}

/** The box of a colour; a side that is not given is the canvas'. */
export const placeColor = (element: ColorElement, canvas: Size): Rect =>
  boxAt(element, { width: element.width ?? canvas.width, height: element.height ?? canvas.height }, canvas);

/** Whether anything of the box can be seen. */
export const isOnCanvas = (box: Rect, canvas: Size): boolean =>
  box.x < canvas.width && box.y < canvas.height && box.x + box.width > 0 && box.y + box.height > 0;

function pictureSize(element: ImageElement | VideoElement, picture: Size, canvas: Size): Size {
  const { width, height } = element;
  if (width !== undefined && height !== undefined) return { width, height };
  if (width !== undefined) return { width, height: (width * picture.height) / picture.width };
  if (height !== undefined) return { width: (height * picture.width) / picture.height, height };
  if (element.position !== 'custom') return canvas;
  const scale = Math.min(1, canvas.width / picture.width, canvas.height / picture.height);
  return { width: picture.width * scale, height: picture.height * scale };
}

function boxAt(place: Place, size: Size, canvas: Size): Rect {
  const width = evenSize(size.width);
  const height = evenSize(size.height);
  if (place.position === 'custom') return { x: even(place.x), y: even(place.y), width, height };
  const share = shares(place.position);
  return {
    x: even((canvas.width - width) * share.x),
    y: even((canvas.height - height) * share.y),
    width,
    height,
  };
}

function fitted(resize: 'contain' | 'cover' | 'fill', picture: Size, box: Rect): Size {
  const wide = box.width / picture.width;
  const high = box.height / picture.height;
  switch (resize) {
    case 'fill':
      return { width: box.width, height: box.height };
    case 'contain': {
      const scale = Math.min(wide, high);
      return { width: evenSize(picture.width * scale), height: evenSize(picture.height * scale) };
    }
    case 'cover': {
      const scale = Math.max(wide, high);
      return { width: evenCover(picture.width * scale), height: evenCover(picture.height * scale) };
    }
  }
}
