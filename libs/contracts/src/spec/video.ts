import { z } from 'zod';
import { AudioElement } from './audio-element';
import { ColorElement, ImageElement, VideoElement } from './picture-elements';
import { Comment, Id, OpaqueColour, SceneDuration, SpecColour } from './scalars';
import { SubtitlesElement } from './subtitles-element';
import { TextElement } from './text-element';

/** Width and height in pixels of each named resolution. */
export const RESOLUTIONS = {
  sd: [640, 360],
  hd: [1280, 720],
  'full-hd': [1920, 1080],
  '4k': [3840, 2160],
  squared: [1080, 1080],
  'instagram-story': [1080, 1920],
  'instagram-feed': [1080, 1080],
  'twitter-landscape': [1600, 900],
  'twitter-portrait': [1080, 1350],
} as const satisfies Record<string, readonly [number, number]>;

export type ResolutionName = keyof typeof RESOLUTIONS;
const resolutionNames = Object.keys(RESOLUTIONS) as [ResolutionName, ...ResolutionName[]];

export const SceneElement = z.discriminatedUnion('type', [
  ImageElement,
  VideoElement,
  AudioElement,
  TextElement,
  ColorElement,
]);
export type SceneElement = z.output<typeof SceneElement>;

export const TopElement = z.discriminatedUnion('type', [
  ImageElement,
  VideoElement,
  AudioElement,
  TextElement,
  SubtitlesElement,
  ColorElement,
]);
export type TopElement = z.output<typeof TopElement>;

export const SceneSpec = z.strictObject({
  id: Id.optional(),
  comment: Comment.optional(),
  duration: SceneDuration.default('auto'),
  /** Without it: the video's, or transparent when video-level elements lie under the scenes. */
  'background-color': z
    .union([z.literal('transparent'), SpecColour], {
      error: 'expected a colour such as "#ff8800" or "#ff880080", or "transparent"',
    })
    .optional(),
  /** How the scene before it gives way, in seconds of overlap. */
  transition: z
    .strictObject({
      style: z.enum(['fade', 'cut']).default('fade'),
      duration: z.number().min(0).max(10).default(1),
    })
    .optional(),
  elements: z.array(SceneElement).max(1000).default([]),
});
export type SceneSpec = z.output<typeof SceneSpec>;

const Side = z.int().min(16).max(4096).multipleOf(2);

export const VideoSpec = z
  .strictObject({
    id: Id.optional(),
    comment: Comment.optional(),
    resolution: z.enum([...resolutionNames, 'custom']).optional(),
    width: Side.optional(),
    height: Side.optional(),
    /** Frames a second; at most three decimals. */
    fps: z
      .number()
      .min(1)
      .max(120)
      .refine(
        (fps) => Math.abs(fps * 1000 - Math.round(fps * 1000)) < 1e-6,
        'must have at most three decimals',
      )
      .default(25),
    quality: z.enum(['draft', 'low', 'medium', 'high']).default('high'),
    'background-color': OpaqueColour.default('#000000'),
    scenes: z.array(SceneSpec).max(1000).default([]),
    elements: z.array(TopElement).max(1000).default([]),
  })
  .transform((video) => ({ ...video, ...sized(video) }));

/** One video of a spec, defaults filled in; it can be parsed again and gives itself. */
export type VideoSpec = z.output<typeof VideoSpec>;

function sized(video: {
  resolution?: ResolutionName | 'custom' | undefined;
  width?: number | undefined;
  height?: number | undefined;
}) {
  const { width, height } = video;
  const resolution = video.resolution ?? (width === undefined && height === undefined ? 'sd' : 'custom');
  const named = RESOLUTIONS[resolution === 'custom' ? 'sd' : resolution];
  return { resolution, width: width ?? named[0], height: height ?? named[1] };
}
