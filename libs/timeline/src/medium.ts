import type { AudioElement, ImageElement, Probe, VideoElement } from '@reelmill/contracts';
import type { Context } from './context';
import { toMicroseconds } from './frames';

/** A file as an element uses it. */
export interface Medium {
  sha256: string;
  probe: Probe;
  /** Where it begins, in microseconds. */
  seekUs: number;
  /** What is left of it after `seek`, in microseconds; null for an image. */
  lengthUs: number | null;
}

type MediaElement = ImageElement | VideoElement | AudioElement;

/** The medium of an element; undefined, and a problem reported, when the file can't be what the element needs. */
export function mediumOf(
  element: MediaElement,
  pointer: string,
  { facts, report }: Context,
): Medium | undefined {
  const asset = facts.assets.get(element.src);
  if (!asset) throw new Error(`the facts lack the asset of ${pointer}`);
  const { sha256, probe } = asset;
  const unsuitable = whyUnsuitable(element.type, probe);
  if (unsuitable !== undefined) return report.unsuitable(`${pointer}/src`, unsuitable);
  if (element.type === 'image') return { sha256, probe, seekUs: 0, lengthUs: null };
  const durationUs = probe.durationUs ?? probe.audio[0]?.durationUs ?? null;
  if (durationUs === null || durationUs === 0) {
    return report.unsuitable(
      `${pointer}/src`,
      'The file does not say how long it is; convert it to a file that does, such as MP4.',
    );
  }
  const seekUs = toMicroseconds(element.seek);
  if (seekUs >= durationUs) {
    const seconds = (durationUs / 1_000_000).toFixed(2);
    return report.impossible(
      `${pointer}/seek`,
      `The file is ${seconds} s long, so it can't begin at ${element.seek} s.`,
    );
  }
  return { sha256, probe, seekUs, lengthUs: durationUs - seekUs };
}

function whyUnsuitable(type: MediaElement['type'], probe: Probe): string | undefined {
  switch (type) {
    case 'image':
      if (probe.kind === 'image' && probe.picture) return undefined;
      return `The file is ${named(probe)}, not an image; use an element of the type "${probe.kind}".`;
    case 'video':
      if (probe.kind === 'video' && probe.picture) return undefined;
      return `The file is ${named(probe)}, not a video; use an element of the type "${probe.kind}".`;
    case 'audio':
      return probe.audio.length > 0 ? undefined : `The file is ${named(probe)} and has no sound.`;
  }
}

const named = ({ kind }: Probe): string =>
  kind === 'video' ? 'a video' : kind === 'image' ? 'an image' : 'an audio file';
