import type { Rect, Zoom } from '@reelmill/contracts';
import type { Size } from './geometry';

/** Longest side of an upscaled picture, in pixels; 8k in 4:4:4 takes about 100 MB. */
const LONGEST_SIDE = 8192;

/**
 * How much a picture is enlarged before `zoompan` crops it to whole pixels: the more, the less it jitters. One still
 * is enlarged once, a clip for every frame.
 */
export function zoomUpscale(picture: Size, kind: 'image' | 'video'): number {
  const wanted = kind === 'image' ? 4 : 2;
  return Math.max(1, Math.min(wanted, Math.floor(LONGEST_SIDE / Math.max(picture.width, picture.height))));
}

/**
 * Filters that magnify a picture about its centre. The k-th frame is number `zoom.frame` + k of the move, computed
 * from these numbers alone, so that a cut in the move shows in no pixel. The cropped width is rounded to even: its
 * left edge is then a whole pixel too, and both sides jitter by half as much.
 */
export function zoomFilters(zoom: Zoom, box: Rect, options: { frames: number; rate: string }): string[] {
  const last = Math.max(1, zoom.frames - 1);
  const magnification = `(${zoom.from}+(${zoom.to - zoom.from})*min(${zoom.frame}+on,${last})/${last})`;
  const settings = {
    z: `'iw/(2*round(iw/${magnification}/2)+0.5)'`,
    x: `'(iw-trunc(iw/zoom))/2'`,
    y: `'(ih-trunc(ih/zoom))/2'`,
    d: options.frames,
    s: `${box.width}x${box.height}`,
    fps: options.rate,
  };
  return [
    `zoompan=${Object.entries(settings)
      .map(([name, value]) => `${name}=${value}`)
      .join(':')}`,
  ];
}
