import { z } from 'zod';
import { Rational } from './values';

export const MediaKind = z.enum(['image', 'video', 'audio']);
export type MediaKind = z.infer<typeof MediaKind>;

/** What `media.analyze` found. Sizes are as shown, after rotation and with square pixels. */
export const Probe = z.strictObject({
  kind: MediaKind,
  /** ffmpeg's demuxer name, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
  format: z.string().max(100),
  /** Of the whole medium, in microseconds; null for an image. */
  durationUs: z.int().min(0).nullable(),
  picture: z
    .strictObject({
      width: z.int().min(1).max(65_536),
      height: z.int().min(1).max(65_536),
      /** Clockwise quarter turns that a player applies, in degrees: 0, 90, 180, 270. */
      rotation: z.int().min(0).max(270),
      codec: z.string().max(60),
      /** Average frame rate; null for an image. */
      fps: Rational.nullable(),
      hasAlpha: z.boolean(),
    })
    .nullable(),
  /** The audio streams in file order; the first is the one that is used. */
  audio: z.array(
    z.strictObject({
      codec: z.string().max(60),
      channels: z.int().min(1).max(64),
      sampleRate: z.int().min(1).max(1_000_000),
      /** In microseconds. */
      durationUs: z.int().min(0).nullable(),
    }),
  ),
});
export type Probe = z.infer<typeof Probe>;

/** A spoken word; times in milliseconds from the start of the asset. */
export const Word = z.strictObject({
  text: z.string().min(1).max(200),
  startMs: z.int().min(0),
  endMs: z.int().min(0),
  /** 0..1 */
  confidence: z.number().min(0).max(1),
});
export type Word = z.infer<typeof Word>;

export const Transcript = z.strictObject({
  language: z.string().max(20),
  /** Name of the speech engine, such as `pocketsphinx`. */
  engine: z.string().max(60),
  words: z.array(Word).max(100_000),
});
export type Transcript = z.infer<typeof Transcript>;
