import type { Cluster } from './clusters';

/** Clusters `start` up to, but not including, `end`. */
export interface LineSpan {
  start: number;
  end: number;
}

export interface BreakableText {
  clusters: readonly Cluster[];
  /** Clusters before which a line may end. */
  breaks: ReadonlySet<number>;
}

/** The most clusters from `start` that fit, but at least one; looks at about twice their number, not at all. */
function longestPrefix(start: number, limit: number, fits: (start: number, end: number) => boolean): number {
  let good = start + 1;
  let step = 1;
  while (good + step < limit && fits(start, good + step)) {
    good += step;
    step *= 2;
  }
  let bad = Math.min(good + step, limit);
  while (good + 1 < bad) {
    const middle = (good + bad) >> 1;
    if (fits(start, middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/**
 * Fills lines greedily. A piece that is too long for a line of its own is broken between clusters. Spaces at the
 * ends of a line belong to no line. `fits` is asked for spans without them.
 */
export function fillLines(
  { clusters, breaks }: BreakableText,
  fits: (start: number, end: number) => boolean,
): LineSpan[] {
  const isSpace = (index: number) => clusters[index]?.kind === 'space';
  const withoutSpaces = (start: number, end: number) => {
    let last = end;
    while (last > start && isSpace(last - 1)) last -= 1;
    return last;
  };
  const nextBreak = (from: number) => {
    let next = from + 1;
    while (next < clusters.length && !breaks.has(next)) next += 1;
    return next;
  };
  const lines: LineSpan[] = [];
  let start = 0;
  while (start < clusters.length) {
    let end = start;
    while (end < clusters.length) {
      const next = nextBreak(end);
      if (!fits(start, withoutSpaces(start, next))) break;
      end = next;
    }
    if (end === start) end = longestPrefix(start, nextBreak(start), fits);
    lines.push({ start, end: withoutSpaces(start, end) });
    start = end;
    while (isSpace(start)) start += 1;
  }
  return lines;
}
