import type { VideoSpec } from '@reelmill/contracts';
import { sourcesOf } from '@reelmill/timeline';
import type { TaskSubject } from '../plan';

const MAX_POINTERS = 5;

/** The distinct sources of a job in the order of its spec. */
export function subjectsOf(videos: readonly VideoSpec[]): TaskSubject[] {
  const pointers = new Map<string, string[]>();
  for (const [index, video] of videos.entries()) {
    const root = rootOf(videos, index);
    for (const [src, places] of sourcesOf(video)) {
      const known = pointers.get(src) ?? [];
      known.push(...places.slice(0, MAX_POINTERS - known.length).map((place) => root + place));
      pointers.set(src, known);
    }
  }
  return [...pointers].map(([src, known]) => ({ src, pointers: known }));
}

/** Where a video stands in the body of the request. */
const rootOf = (videos: readonly VideoSpec[], index: number): string =>
  videos.length > 1 ? `/input/${index}` : '/input';
