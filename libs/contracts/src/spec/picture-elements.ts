import { z } from 'zod';
import { placed, positionKeys } from './position';
import { MediaDuration, SpecColour, Source, StillDuration, elementKeys, timeKeys } from './scalars';
import { soundKeys, withDuration } from './audio-element';

/** Pixels; −1 is the same as not given. */
const Size = z
  .union([z.number().min(1, { abort: true }).max(8192, { abort: true }), z.literal(-1)], {
    error: 'expected pixels from 1 to 8192, or -1 (natural)',
  })
  .transform((size) => (size === -1 ? undefined : size))
  .optional();

const FITS = { contain: 'contain', cover: 'cover', fill: 'fill', fit: 'contain', stretch: 'fill' } as const;

const pictureKeys = {
  ...positionKeys,
  width: Size,
  height: Size,
  resize: z
    .enum(['contain', 'cover', 'fill', 'fit', 'stretch'])
    .transform((name) => FITS[name])
    .default('contain'),
  /** Grows (above 0) or shrinks by ten times as many percent over the element's time. */
  zoom: z.number().min(-10).max(10).default(0),
};

export const ImageElement = z
  .strictObject({
    type: z.literal('image'),
    ...elementKeys,
    src: Source,
    ...timeKeys,
    duration: StillDuration.default('end'),
    ...pictureKeys,
  })
  .transform((element) => placed(element, 'center-center'));
export type ImageElement = z.output<typeof ImageElement>;

export const VideoElement = z
  .strictObject({
    type: z.literal('video'),
    ...elementKeys,
    src: Source,
    ...timeKeys,
    duration: MediaDuration.optional(),
    ...pictureKeys,
    ...soundKeys,
  })
  .transform((element) => placed(withDuration(element), 'center-center'));
export type VideoElement = z.output<typeof VideoElement>;

export const ColorElement = z
  .strictObject({
    type: z.literal('color'),
    ...elementKeys,
    color: SpecColour,
    ...timeKeys,
    duration: StillDuration.default('end'),
    ...positionKeys,
    width: Size,
    height: Size,
  })
  .transform((element) => placed(element, 'center-center'));
export type ColorElement = z.output<typeof ColorElement>;
