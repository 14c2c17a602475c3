import {
  MAX_SECONDS,
  type AudioPlan,
  type EncoderSettings,
  type Rational,
  type VideoSpec,
} from '@reelmill/contracts';
import { captionLines, captionParts, drawCaptions, givenCues, type CaptionPart } from './captions';
import { itemsOf, naturalFrames, timeItems, type TimedItem } from './container';
import type { Context } from './context';
import { drawItems } from './draw';
import { frameAtMs, framesOf } from './frames';
import { layerCount } from './layer-count';
import { subtitlesOf } from './media-needed';
import { piecesOf, type Piece } from './pieces';
import { emptyScene, timeScenes, type TimedScene } from './scenes';
import { segmentsOf } from './segments';
import { Stack, stacked, type Shown } from './shown';
import { audioPlanOf, type SoundingContainer } from './sound';
import { MAX_SUBRIP, toSubRip } from './subrip';
import type { CompiledVideo, Cue } from './types';

const ENCODERS: Record<VideoSpec['quality'], EncoderSettings> = {
  draft: { crf: 32, preset: 'ultrafast' },
  low: { crf: 28, preset: 'veryfast' },
  medium: { crf: 23, preset: 'veryfast' },
  high: { crf: 18, preset: 'medium' },
};

interface Timing {
  scenes: TimedScene[];
  /** The elements of the video itself, on its clock. */
  top: TimedItem[];
  frames: number;
}

function timeVideo(video: VideoSpec, context: Context): Timing {
  const { fps, report } = context;
  const own = video.elements.flatMap((element, at) =>
    element.type === 'subtitles' ? [] : [{ element, pointer: `/elements/${at}` }],
  );
  const items = itemsOf(own, context);
  const scenes =
    video.scenes.length > 0
      ? timeScenes(video, context)
      : [emptyScene(naturalFrames(items, captionsUntil(video, fps), context))];
  const last = scenes.at(-1);
  const frames = last ? last.start + last.frames : 0;
  if (frames > framesOf(MAX_SECONDS, fps)) {
    const hours = ((frames * fps.den) / fps.num / 3600).toFixed(1);
    report.impossible(
      '',
      `The video would be ${hours} h long; at most ${MAX_SECONDS / 3600} h are possible.`,
    );
  }
  return { scenes, top: timeItems(items, frames, context), frames };
}

/** The frame where given captions end. */
const captionsUntil = (video: VideoSpec, fps: Rational): number =>
  frameAtMs(Math.max(0, ...(givenCues(video) ?? []).map(({ endMs }) => endMs)), fps);

/** A video whose times, cuts, sound and words are known: all but how its texts are laid out. */
export interface Draft {
  timing: Timing;
  pieces: Piece[];
  audio: AudioPlan;
  cues: Cue[];
  srt: string | undefined;
  captions: CaptionPart[];
}

/**
 * The cheap part of compiling: counts what the video asks for, so that a job beyond a limit is found before anything is
 * laid out. Undefined, and problems reported, when it can't be made.
 */
export function draftVideo(video: VideoSpec, context: Context): Draft | undefined {
  const { report, fps } = context;
  const timing = timeVideo(video, context);
  if (report.hasProblems) return undefined;
  const { scenes, top, frames } = timing;
  const pieces = piecesOf(scenes, fps);
  report.count('pixelFrames', frames * video.width * video.height);
  report.count('tasks', pieces.length + TASKS_A_VIDEO);
  const containers = [...scenes, { start: 0, items: top }];
  const audio = audioPlanOf(frames, containers, context);
  if (report.hasProblems) return undefined;
  const lines = captionLines(video, { frames, containers }, context);
  const captions = captionParts(lines, video, context);
  countDrawn({ pieces, containers, captions }, context);
  const cues = lines.map(({ startMs, endMs, text }) => ({ startMs, endMs, text }));
  const srt = toSubRip(cues);
  if (srt !== undefined && srt.length > MAX_SUBRIP) {
    report.impossible(
      '',
      `The captions are ${cues.length} lines, ${srt.length} characters as SRT; at most ${MAX_SUBRIP} are possible. Show less text, or more words in a line.`,
    );
  }
  report.count('planBytes', JSON.stringify(audio).length + Buffer.byteLength(srt ?? ''));
  return report.hasProblems ? undefined : { timing, pieces, audio, cues, srt, captions };
}

/** Its mix and its assembly. */
const TASKS_A_VIDEO = 2;

/** Each text has one run at least; how many more is seen when it is laid out. */
function countDrawn(
  {
    pieces,
    containers,
    captions,
  }: { pieces: Piece[]; containers: readonly SoundingContainer[]; captions: readonly CaptionPart[] },
  context: Context,
): void {
  const spans = captions.map(({ span }) => span);
  context.report.count('layers', layerCount(pieces, { containers, captions: spans }, context));
  const texts = containers.flatMap(({ items }) => items.filter(({ element }) => element.type === 'text'));
  context.report.count('textRuns', texts.length + new Set(captions.map(({ text }) => text)).size);
}

/** Lays out and writes the plans of a draft; undefined, and problems reported, when that can't be. */
export function drawVideo(video: VideoSpec, draft: Draft, context: Context): CompiledVideo | undefined {
  const { pieces, audio, cues, srt } = draft;
  const { scenes, top, frames } = draft.timing;
  const own = ownLayers(video, { top, captions: drawCaptions(draft.captions, video, context) }, context);
  const encoder = ENCODERS[video.quality];
  const drawn = {
    scenes: scenes.map((scene) => ({ scene, stack: new Stack(drawItems(scene.items, context)) })),
    under: new Stack(own.filter(({ zIndex }) => zIndex < 0)),
    over: new Stack(own.filter(({ zIndex }) => zIndex >= 0)),
    background: video['background-color'],
    encoder,
  };
  const segments = segmentsOf(pieces, drawn, context);
  if (context.report.hasProblems) return undefined;
  return {
    width: video.width,
    height: video.height,
    fps: context.fps,
    frames,
    encoder,
    segments,
    audio,
    cues,
    srt,
    thumbnailFrame: Math.floor((scenes[0]?.frames ?? 0) / 2),
    warnings: context.report.warnings,
  };
}

/** What is seen of the video's own elements and captions, bottom to top; captions have their place in the order, too. */
function ownLayers(
  video: VideoSpec,
  { top, captions }: { top: TimedItem[]; captions: Shown[] },
  context: Context,
): Shown[] {
  const subtitles = subtitlesOf(video);
  const place = subtitles ? video.elements.indexOf(subtitles) : video.elements.length;
  const earlier = new Set<unknown>(video.elements.slice(0, place));
  const before = top.filter(({ element }) => earlier.has(element));
  const after = top.filter(({ element }) => !earlier.has(element));
  return stacked([...drawItems(before, context), ...captions, ...drawItems(after, context)]);
}
