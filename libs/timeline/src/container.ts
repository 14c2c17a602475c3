import type { SceneElement } from '@reelmill/contracts';
import type { Context, Span } from './context';
import { framesCovering, framesOf } from './frames';
import { mediumOf, type Medium } from './medium';

/** How long a container is when nothing in it says so, in seconds. */
const DEFAULT_SECONDS = 5;

/** An element whose own times are known, in frames of its container. */
export interface Item {
  element: SceneElement;
  pointer: string;
  /** Of the elements with a `src`. */
  medium: Medium | undefined;
  start: number;
  /** Stated or natural; null takes the container. */
  frames: number | null;
  /** How far the medium reaches; null when it has no end or repeats. */
  reach: number | null;
  extra: number;
}

/** An item in a container whose length is known; the span lies inside it. */
export interface TimedItem extends Item {
  span: Span;
}

/** The elements that can be used; what can't is reported. */
export function itemsOf(
  elements: readonly { element: SceneElement; pointer: string }[],
  context: Context,
): Item[] {
  return elements.flatMap(({ element, pointer }) => itemOf(element, pointer, context) ?? []);
}

function itemOf(element: SceneElement, pointer: string, context: Context): Item | undefined {
  const { fps } = context;
  const medium = 'src' in element ? mediumOf(element, pointer, context) : undefined;
  if ('src' in element && !medium) return undefined;
  const repeats = 'loop' in element && element.loop;
  const reach = medium?.lengthUs == null || repeats ? null : framesCovering(medium.lengthUs, fps);
  return {
    element,
    pointer,
    medium,
    start: framesOf(element.start, fps),
    frames: ownFrames(element.duration, reach, context),
    reach,
    extra: framesOf(element['extra-time'], fps),
  };
}

function ownFrames(
  duration: number | 'media' | 'end',
  natural: number | null,
  { fps }: Context,
): number | null {
  if (duration === 'media') return natural;
  return duration === 'end' ? null : Math.max(1, framesOf(duration, fps));
}

/**
 * How long a container without a stated length is: the latest end of what resolves without it, 5 s if nothing
 * does. `timedUntil` is the end of timed captions in it, 0 without.
 */
export function naturalFrames(items: readonly Item[], timedUntil: number, { fps }: Context): number {
  const ends = items.flatMap(({ start, frames, extra }) => (frames === null ? [] : [start + frames + extra]));
  const latest = Math.max(timedUntil, ...ends);
  return latest > 0 ? latest : Math.max(1, framesOf(DEFAULT_SECONDS, fps));
}

/** Cuts the items to a container of that many frames; what never shows in it is left out with a warning. */
export function timeItems(items: readonly Item[], frames: number, { report }: Context): TimedItem[] {
  return items.flatMap((item) => {
    const stated = item.frames ?? frames - item.start;
    const until = Math.min(frames, item.start + Math.min(stated, item.reach ?? stated));
    if (until <= item.start) {
      report.warn(`${item.pointer} starts after the end of what it is in and is never seen or heard.`);
      return [];
    }
    if (typeof item.element.duration === 'number' && item.reach !== null && item.reach < stated) {
      report.warn(
        `${item.pointer} ends before its duration, because its file does; "loop": true repeats it.`,
      );
    }
    return [{ ...item, span: { from: item.start, until } }];
  });
}
