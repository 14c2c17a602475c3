import type { TimedItem } from './container';
import type { Context, Span } from './context';
import { exactFrames } from './frames';
import type { Piece } from './pieces';
import type { SoundingContainer } from './sound';

/**
 * The most layers that the plans of a video can have, told before anything is laid out: what is seen counts in each
 * piece in which it shows, and each repetition of a loop once more. Captions come as the times when one is shown.
 */
export function layerCount(
  pieces: readonly Piece[],
  { containers, captions }: { containers: readonly SoundingContainer[]; captions: readonly Span[] },
  context: Context,
): number {
  const starts = pieces.map(({ startFrame }) => startFrame);
  const shownIn = (start: number, { from, until }: Span) =>
    pieceAt(starts, start + until - 1) - pieceAt(starts, start + from) + 1;
  let count = 0;
  for (const { start, items } of containers) {
    for (const item of items) {
      if (item.element.type !== 'audio') count += shownIn(start, item.span) + repetitions(item, context);
    }
  }
  for (const span of captions) count += shownIn(0, span);
  return count;
}

/** Number of the piece that has a frame. */
function pieceAt(starts: readonly number[], frame: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= frame) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How often a looping clip begins anew. */
function repetitions({ element, medium, span }: TimedItem, { fps }: Context): number {
  if (element.type !== 'video' || !element.loop || medium?.lengthUs == null) return 0;
  return Math.ceil((span.until - span.from) / Math.max(1, exactFrames(medium.lengthUs, fps))) - 1;
}
