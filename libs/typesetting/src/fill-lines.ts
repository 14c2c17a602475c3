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

type Fits = (start: number, end: number) => boolean;

/**
 * The last number from `first` up to, but not including, `end` that fits; `first - 1` when none does. What fits must do
 * so up to some number: then looking at a few, no further than about twice the answer, is enough.
 */
function lastFitting(first: number, end: number, fits: (index: number) => boolean): number {
  let good = first - 1;
  let step = 1;
  while (good + step < end && fits(good + step)) {
    good += step;
    step *= 2;
  }
  let bad = Math.min(good + step, end);
  while (good + 1 < bad) {
    const middle = (good + bad) >> 1;
    if (fits(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/** The shortest beginning of a piece that is looked at instead of the whole, in clusters; most words are not twice as long. */
const SHORTEST_BEGINNING = 8;

/** Whether a piece fits; one that is many lines long is known by a beginning of about twice a line. */
function pieceFits({ start, end }: LineSpan, fits: Fits): boolean {
  for (let length = SHORTEST_BEGINNING; 2 * length <= end - start; length *= 2) {
    if (!fits(start, start + length)) return false;
  }
  return fits(start, end);
}

/**
 * Fills lines greedily, each when it is asked for. A piece that is too long for a line of its own is broken between
 * clusters. Spaces at the ends of a line belong to no line. `fits` is asked for spans without them, and a longer span
 * must not fit where a shorter one does not: so a line of n pieces, or of n clusters of one piece, costs about log n
 * questions of spans about as long as the line, and a text that is short enough for one line a single question.
 */
export function* fillLines({ clusters, breaks }: BreakableText, fits: Fits): Generator<LineSpan> {
  const isSpace = (index: number) => clusters[index]?.kind === 'space';
  const withoutSpaces = (start: number, end: number) => {
    let last = end;
    while (last > start && isSpace(last - 1)) last -= 1;
    return last;
  };
  const whole = withoutSpaces(0, clusters.length);
  if (whole > 0 && fits(0, whole)) {
    yield { start: 0, end: whole };
    return;
  }

  const stops = [...[...breaks].sort((a, b) => a - b), clusters.length];
  let start = 0;
  let stop = 0;
  while (start < clusters.length) {
    while (stops[stop]! <= start) stop += 1;
    const last = lastFitting(stop, stops.length, (index) => {
      const span = { start, end: withoutSpaces(start, stops[index]!) };
      return index === stop ? pieceFits(span, fits) : fits(span.start, span.end);
    });
    const end =
      last >= stop ? stops[last]! : lastFitting(start + 2, stops[stop]!, (index) => fits(start, index));
    yield { start, end: withoutSpaces(start, end) };
    start = end;
    while (isSpace(start)) start += 1;
  }
}
