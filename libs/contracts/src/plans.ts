import { z } from 'zod';
import { Colour, Coordinate, Extent, Frames, ObjectName, Rational, Rect, Samples, Sha256 } from './values';

/** When a layer shows, in frames of its segment: from..until (exclusive). Absent means from the first, to the last. */
const span = { from: Frames.optional(), until: Frames.optional() };

/**
 * Where a picture goes. `box` is the element's place on the canvas and clips; `picture` is the scaled picture
 * relative to the box: larger than it for `cover`, inside it for `contain`.
 */
export const Placement = z.strictObject({ box: Rect, picture: Rect });
export type Placement = z.infer<typeof Placement>;

/**
 * Ken Burns: the content of the box is magnified about its centre from `from` to `to` over `frames` frames;
 * the segment's first visible frame is number `frame` of them.
 */
export const Zoom = z.strictObject({
  from: z.number().min(1).max(10),
  to: z.number().min(1).max(10),
  frame: Frames,
  frames: Frames.min(1),
});
export type Zoom = z.infer<typeof Zoom>;

export const ImageLayer = z.strictObject({
  kind: z.literal('image'),
  asset: Sha256,
  place: Placement,
  zoom: Zoom.optional(),
  ...span,
});

/** `seekUs` + `seekFrames` output frames is the source time of the layer's first visible frame in this segment. */
export const VideoLayer = z.strictObject({
  kind: z.literal('video'),
  asset: Sha256,
  place: Placement,
  zoom: Zoom.optional(),
  seekUs: z.int().min(0),
  seekFrames: Frames,
  ...span,
});

export const ColorLayer = z.strictObject({ kind: z.literal('color'), color: Colour, box: Rect, ...span });

/** A piece of text on one baseline in one face; `x` and `y` are the start of the baseline inside the picture, in pixels. */
export const GlyphRun = z.strictObject({
  text: z.string().min(1).max(4000),
  x: z.number(),
  y: z.number(),
  /** Face id of the font manifest, such as `noto-sans-700`. */
  face: z.string().max(100),
  /** Pixels per em. */
  size: z.number().min(1).max(2000),
  rightToLeft: z.boolean(),
  fill: Colour,
  stroke: z.strictObject({ color: Colour, width: z.number().min(0).max(200) }).optional(),
  shadow: z.strictObject({ color: Colour, dx: z.number(), dy: z.number() }).optional(),
});
export type GlyphRun = z.infer<typeof GlyphRun>;

/** Laid-out text, ready to be drawn on a transparent picture of this size. */
export const TextPicture = z.strictObject({
  width: Extent,
  height: Extent,
  boxes: z.array(z.strictObject({ rect: Rect, color: Colour })).max(1000),
  runs: z.array(GlyphRun).max(10_000),
});
export type TextPicture = z.infer<typeof TextPicture>;

export const TextLayer = z.strictObject({
  kind: z.literal('text'),
  picture: TextPicture,
  x: Coordinate,
  y: Coordinate,
  ...span,
});

export const Layer = z.discriminatedUnion('kind', [ImageLayer, VideoLayer, ColorLayer, TextLayer]);
export type ImageLayer = z.infer<typeof ImageLayer>;
export type VideoLayer = z.infer<typeof VideoLayer>;
export type ColorLayer = z.infer<typeof ColorLayer>;
export type TextLayer = z.infer<typeof TextLayer>;
export type Layer = z.infer<typeof Layer>;

export const EncoderSettings = z.strictObject({
  crf: z.int().min(0).max(51),
  preset: z.enum(['ultrafast', 'veryfast', 'medium']),
});
export type EncoderSettings = z.infer<typeof EncoderSettings>;

/** A scene as far as it shows in a segment. `background` null is transparent: the under-layers show through. */
export const ScenePlan = z.strictObject({ background: Colour.nullable(), layers: z.array(Layer).max(2000) });
export type ScenePlan = z.infer<typeof ScenePlan>;

const canvas = {
  width: z.int().min(2).max(7680).multipleOf(2),
  height: z.int().min(2).max(7680).multipleOf(2),
  fps: Rational,
};

/**
 * Everything that determines the bytes of one segment. Layers are bottom to top: `under`, then the scene
 * (two for a transition: out of the first, into the second, over all frames of the segment), then `over`.
 */
export const SegmentPlan = z.strictObject({
  ...canvas,
  frames: Frames.min(1),
  encoder: EncoderSettings,
  under: z.array(Layer).max(2000),
  scenes: z.array(ScenePlan).min(1).max(2),
  transition: z.enum(['fade']).optional(),
  over: z.array(Layer).max(2000),
});
export type SegmentPlan = z.infer<typeof SegmentPlan>;

/** A stored file that a task made. */
export const StoredFile = z.strictObject({ object: ObjectName, bytes: z.int().min(0), sha256: Sha256 });
export type StoredFile = z.infer<typeof StoredFile>;

export const RenderedSegment = z.strictObject({ ...StoredFile.shape, frames: Frames });
export type RenderedSegment = z.infer<typeof RenderedSegment>;

/** One sound in the mix; all times in samples at 48 kHz unless said. */
export const AudioTrack = z.strictObject({
  asset: Sha256,
  /** Where it begins in the video. */
  at: Samples,
  /** How long it sounds. */
  samples: Samples.min(1),
  /** Where in the asset it begins, in microseconds. */
  seekUs: z.int().min(0),
  loop: z.boolean(),
  /** Linear gain, 1 = as it is. */
  volume: z.number().min(0).max(10),
  fadeIn: Samples,
  fadeOut: Samples,
});
export type AudioTrack = z.infer<typeof AudioTrack>;

/** The one mix of a video: stereo AAC, `samples` long, silent where nothing sounds. */
export const AudioPlan = z.strictObject({ samples: Samples.min(1), tracks: z.array(AudioTrack).max(2000) });
export type AudioPlan = z.infer<typeof AudioPlan>;

/** Joins segments and sound by stream copy; makes the thumbnail and keeps the captions. */
export const AssemblePlan = z.strictObject({
  ...canvas,
  encoder: EncoderSettings,
  segments: z
    .array(z.strictObject({ object: ObjectName, frames: Frames.min(1) }))
    .min(1)
    .max(100_000),
  audio: ObjectName,
  /** SubRip text, when the video has captions. */
  srt: z.string().max(5_000_000).optional(),
  /** Frame shown by the thumbnail. */
  thumbnailFrame: Frames,
});
export type AssemblePlan = z.infer<typeof AssemblePlan>;

export const OutputKind = z.enum(['video', 'thumbnail', 'captions']);
export type OutputKind = z.infer<typeof OutputKind>;

export const AssembledFile = z.strictObject({
  ...StoredFile.shape,
  kind: OutputKind,
  contentType: z.string().max(100),
  width: z.int().nullable(),
  height: z.int().nullable(),
  /** Seconds. */
  duration: z.number().nullable(),
});
export type AssembledFile = z.infer<typeof AssembledFile>;
