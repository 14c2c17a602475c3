import type { VideoSpec } from '@reelmill/contracts';
import { sourcesOf } from '@reelmill/timeline';
import type { TaskSubject } from '../plan';

const MAX_POINTERS = 5;

/** What a job is made of, as it was read. */
export interface Spec {
  videos: readonly VideoSpec[];
  /** Whether the caller wrote a list, as is possible for a single video too. */
  isList: boolean;
}

/** The distinct sources of a job in the order of its spec. */
export function subjectsOf({ videos, isList }: Spec): TaskSubject[] {
  const pointers = new Map<string, string[]>();
  for (const [index, video] of videos.entries()) {
    const root = isList ? `/input/${index}` : '/input';
    for (const [src, places] of sourcesOf(video)) {
      const known = pointers.get(src) ?? [];
      known.push(...places.slice(0, MAX_POINTERS - known.length).map((place) => root + place));
      pointers.set(src, known);
    }
  }
  return [...pointers].map(([src, known]) => ({ src, pointers: known }));
}
