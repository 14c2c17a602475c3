import type { AudioPlan, AudioTrack } from '@reelmill/contracts';
import type { TimedItem } from './container';
import type { Context } from './context';
import { sampleAtFrame, samplesOf, toMicroseconds } from './frames';

const MAX_TRACKS = 2000;

/** Items of one container, and where it begins in the video. */
export interface SoundingContainer {
  start: number;
  items: readonly TimedItem[];
}

/** The one mix of the video: what sounds, for as long as the frames. */
export function audioPlanOf(
  frames: number,
  containers: readonly SoundingContainer[],
  context: Context,
): AudioPlan {
  const tracks = containers.flatMap(({ start, items }) =>
    items.flatMap((item) => trackOf(item, start, context) ?? []),
  );
  if (tracks.length > MAX_TRACKS) {
    context.report.impossible(
      '',
      `The video has ${tracks.length} sounds; at most ${MAX_TRACKS} can be mixed.`,
    );
  }
  return { samples: sampleAtFrame(frames, context.fps), tracks };
}

function trackOf(
  { element, medium, span }: TimedItem,
  start: number,
  { fps }: Context,
): AudioTrack | undefined {
  if (element.type !== 'audio' && element.type !== 'video') return undefined;
  if (!medium || medium.probe.audio.length === 0 || element.muted || element.volume === 0) return undefined;
  const at = sampleAtFrame(start + span.from, fps);
  const room = sampleAtFrame(start + span.until, fps) - at;
  const natural = medium.lengthUs === null || element.loop ? room : samplesOf(medium.lengthUs);
  const samples = Math.max(1, Math.min(room, natural));
  const fade = (seconds: number) => Math.min(samples, samplesOf(toMicroseconds(seconds)));
  return {
    asset: medium.sha256,
    at,
    samples,
    seekUs: medium.seekUs,
    loop: element.loop,
    volume: element.volume,
    fadeIn: fade(element['fade-in']),
    fadeOut: fade(element['fade-out']),
  };
}
