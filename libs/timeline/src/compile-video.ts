import { MAX_SECONDS, type EncoderSettings, type Rational, type VideoSpec } from '@reelmill/contracts';
import { captionLines, drawCaptions, givenCues } from './captions';
import { itemsOf, naturalFrames, timeItems, type TimedItem } from './container';
import type { Context } from './context';
import { drawItems } from './draw';
import { frameAtMs, frameRate, framesOf } from './frames';
import { subtitlesOf } from './media-needed';
import { Report } from './report';
import { emptyScene, timeScenes, type TimedScene } from './scenes';
import { segmentsOf } from './segments';
import { Stack, stacked, type Shown } from './shown';
import { audioPlanOf } from './sound';
import { MAX_SUBRIP, toSubRip } from './subrip';
import type { Compilation, CompiledVideo, MediaFacts, TextLayout } from './types';

const ENCODERS: Record<VideoSpec['quality'], EncoderSettings> = {
  draft: { crf: 32, preset: 'ultrafast' },
  low: { crf: 28, preset: 'veryfast' },
  medium: { crf: 23, preset: 'veryfast' },
  high: { crf: 18, preset: 'medium' },
};

/**
 * Turns a video's spec and what is known of its media into all that is to be rendered. Pure: the same arguments
 * give the same plans. `facts.assets` has every `src` of {@link sourcesOf}, `facts.transcripts` every one of
 * {@link transcriptionsNeeded}; it throws when one is absent. `layout` must be pure too.
 */
export function compileVideo(video: VideoSpec, facts: MediaFacts, layout: TextLayout): Compilation {
  const report = new Report();
  const { width, height } = video;
  const context: Context = { width, height, fps: frameRate(video.fps), facts, layout, report };
  const timing = timeVideo(video, context);
  if (report.problems.length > 0) return { ok: false, problems: report.problems };
  const compiled = drawVideo(video, timing, context);
  return compiled === undefined || report.problems.length > 0
    ? { ok: false, problems: report.problems }
    : { ok: true, video: compiled };
}

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

function drawVideo(
  video: VideoSpec,
  { scenes, top, frames }: Timing,
  context: Context,
): CompiledVideo | undefined {
  const containers = [...scenes, { start: 0, items: top }];
  const lines = captionLines(video, { frames, containers }, context);
  const cues = lines.map(({ startMs, endMs, text }) => ({ startMs, endMs, text }));
  const srt = toSubRip(cues);
  if (srt !== undefined && srt.length > MAX_SUBRIP) {
    return context.report.impossible(
      '',
      `The captions are ${cues.length} lines, ${srt.length} characters as SRT; at most ${MAX_SUBRIP} are possible. Show less text, or more words in a line.`,
    );
  }
  const own = ownLayers(video, { top, captions: drawCaptions(lines, video, context) }, context);
  const encoder = ENCODERS[video.quality];
  const drawn = {
    scenes: scenes.map((scene) => ({ scene, stack: new Stack(drawItems(scene.items, context)) })),
    under: new Stack(own.filter(({ zIndex }) => zIndex < 0)),
    over: new Stack(own.filter(({ zIndex }) => zIndex >= 0)),
    background: video['background-color'],
    encoder,
  };
  return {
    width: video.width,
    height: video.height,
    fps: context.fps,
    frames,
    encoder,
    segments: segmentsOf(drawn, context),
    audio: audioPlanOf(frames, containers, context),
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
