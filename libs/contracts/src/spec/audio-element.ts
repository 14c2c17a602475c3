import { z } from 'zod';
import { MediaDuration, Seconds, Source, elementKeys, timeKeys } from './scalars';

/** What can be said of a medium that sounds. */
export const soundKeys = {
  /** Linear gain, 1 = as it is. */
  volume: z.number().min(0).max(10).default(1),
  muted: z.boolean().default(false),
  /** Where in the medium it begins, in seconds. */
  seek: Seconds.default(0),
  /** Repeated for as long as the element lasts; −1 is the same as true. */
  loop: z
    .union([z.boolean(), z.literal(-1)], { error: 'expected true, false or -1 (again and again)' })
    .transform((loop) => loop !== false)
    .default(false),
  /** Of the sound, in seconds. */
  'fade-in': Seconds.default(0),
  'fade-out': Seconds.default(0),
};

export const AudioElement = z
  .strictObject({
    type: z.literal('audio'),
    ...elementKeys,
    src: Source,
    ...timeKeys,
    duration: MediaDuration.optional(),
    ...soundKeys,
  })
  .transform((element) => withDuration(element));
export type AudioElement = z.output<typeof AudioElement>;

/** A medium's duration when none is given or it is natural: its own, or the container's when it loops. */
export function withDuration<T extends { loop: boolean; duration?: number | 'media' | 'end' | undefined }>(
  element: T,
) {
  const natural = element.loop ? ('end' as const) : ('media' as const);
  const duration = element.duration ?? natural;
  return { ...element, duration: duration === 'media' ? natural : duration };
}
