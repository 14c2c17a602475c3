import type { Rational, Rect } from '@reelmill/contracts';
import type { FilterGraph, Pad } from './filter-graph';
import type { SourcePicture } from './source-picture';
import type { Span } from './span';

/** A picture that is ready to be laid over the canvas, in the canvas' colours. */
export interface DrawnLayer {
  pad: Pad;
  /** Where it lies on the canvas, on even pixels. */
  rect: Rect;
  span: Span;
  /** One frame that is held, or a frame for each of the span, stamped with its number in the segment. */
  motion: 'still' | 'moving';
  opaque: boolean;
}

/** What layers are drawn into and from. */
export interface Drawing {
  graph: FilterGraph;
  canvas: Rect;
  fps: Rational;
  /** Frames of the segment. */
  frames: number;
  /** Local files of the assets, by sha256. */
  sources: ReadonlyMap<string, SourcePicture>;
  /** Local files of the drawn text pictures, by `pictureId`. */
  pictures: ReadonlyMap<string, string>;
}

/** As ffmpeg writes a rate. */
export const rateOf = ({ num, den }: Rational): string => `${num}/${den}`;

/** Every stream counts in frames of the output, so that filters meet no rounding when they line streams up. */
export const frameClock = ({ num, den }: Rational, firstFrame: number): string[] => [
  `settb=${den}/${num}`,
  `setpts=N+${firstFrame}`,
];

/** The canvas' pixel format, with or without alpha. */
export const pixels = (opaque: boolean): string => `format=${opaque ? 'yuv420p' : 'yuva420p'}`;

/**
 * Options of the one `scale` that takes a picture from its own colours to those of the canvas: BT.709, limited range
 * (the bytes of pure red are 63, 102, 240). One only: the scaler leaves the tag of the input on its output, so that
 * a second one would convert again.
 */
export const CANVAS_COLOURS = 'out_color_matrix=bt709:out_range=tv';
