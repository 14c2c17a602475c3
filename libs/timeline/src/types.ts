import type {
  AudioPlan,
  EncoderSettings,
  FailureCode,
  Probe,
  Rational,
  SegmentPlan,
  TextPicture,
  Transcript,
} from '@reelmill/contracts';

/** What is to be laid out; lengths in pixels. */
export interface TextBlock {
  text: string;
  /** A family of the font manifest; the default face without it. */
  family?: string;
  weight?: 400 | 700;
  size: number;
  color: string;
  align: 'left' | 'center' | 'right';
  /** Where lines wrap. */
  maxWidth: number;
  /** Of the size. */
  lineHeight?: number;
  outline?: { color: string; width: number };
  shadow?: { color: string; dx: number; dy: number };
  /** Colour of the box behind the letters. */
  box?: { color: string };
}

/**
 * Lays text out; `missing` are characters that no font has. Must give the same picture for the same block.
 * A block that can't be drawn throws a TaskError `spec_impossible`.
 */
export type TextLayout = (block: TextBlock) => { picture: TextPicture; missing: string[] };

/** What is known of the media of a video, by `src`. */
export interface MediaFacts {
  assets: ReadonlyMap<string, { sha256: string; probe: Probe }>;
  /** Of all that {@link transcriptionsNeeded} names. */
  transcripts: ReadonlyMap<string, Transcript>;
}

/** A caption line of the whole video, in milliseconds. */
export interface Cue {
  startMs: number;
  endMs: number;
  text: string;
}

/** All that is to be rendered for one video. */
export interface CompiledVideo {
  width: number;
  height: number;
  fps: Rational;
  frames: number;
  encoder: EncoderSettings;
  /** In order, without gaps: `startFrame` is the sum of the frames before. */
  segments: { plan: SegmentPlan; startFrame: number }[];
  audio: AudioPlan;
  cues: Cue[];
  /** SubRip text of the cues; undefined without cues. */
  srt: string | undefined;
  thumbnailFrame: number;
  /** Sentences for the caller, about what was changed or can't be seen. */
  warnings: string[];
}

/** Why a job can't be made of these media. The pointer is from the root of the spec, in kebab-case; empty for the whole. */
export interface TimelineProblem {
  pointer: string;
  code: Extract<FailureCode, 'spec_impossible' | 'media_unsuitable'>;
  message: string;
}

export type Compilation = { ok: true; videos: CompiledVideo[] } | { ok: false; problems: TimelineProblem[] };
