import type { Layer, Placement, Rect, TextPicture, Zoom } from '@reelmill/contracts';
import type { Span } from './context';

/** Something to be seen, without its time. */
export type Drawing =
  | { kind: 'image'; asset: string; place: Placement; zoom: number }
  /** `period` is the length of one repetition in frames, not rounded; null when it does not repeat. */
  | { kind: 'video'; asset: string; place: Placement; zoom: number; seekUs: number; period: number | null }
  | { kind: 'color'; color: string; box: Rect }
  | { kind: 'text'; picture: TextPicture; x: number; y: number };

/** A drawing and when it shows, in frames of its container. */
export interface Shown {
  drawing: Drawing;
  span: Span;
  zIndex: number;
}

/** Bottom to top: by z-index, then in the order given. */
export const stacked = (shown: readonly Shown[]): Shown[] => [...shown].sort((a, b) => a.zIndex - b.zIndex);

/** Frames that share an entry in the index of a {@link Stack}. */
const BUCKET = 512;

/** What is shown in a container, bottom to top, indexed by time: thousands of captions cost a segment nothing. */
export class Stack {
  private readonly buckets = new Map<number, number[]>();

  constructor(private readonly shown: readonly Shown[]) {
    for (const [order, { span }] of shown.entries()) {
      for (const bucket of bucketsOf(span)) {
        const entry = this.buckets.get(bucket);
        if (entry) entry.push(order);
        else this.buckets.set(bucket, [order]);
      }
    }
  }

  /** The layers that are seen in a window of the container, with times relative to it. */
  layersIn(window: Span): Layer[] {
    const near = new Set(bucketsOf(window).flatMap((bucket) => this.buckets.get(bucket) ?? []));
    return [...near]
      .sort((a, b) => a - b)
      .flatMap((order) => {
        const each = this.shown[order];
        if (!each) return [];
        const from = Math.max(each.span.from, window.from);
        const until = Math.min(each.span.until, window.until);
        return from < until ? layersOf(each, { from, until }, window) : [];
      });
  }
}

function bucketsOf({ from, until }: Span): number[] {
  const first = Math.floor(from / BUCKET);
  return Array.from({ length: Math.max(0, Math.ceil(until / BUCKET) - first) }, (_, index) => first + index);
}

function layersOf({ drawing, span }: Shown, seen: Span, window: Span): Layer[] {
  const time = spanIn(window, seen);
  switch (drawing.kind) {
    case 'color':
    case 'text':
      return [{ ...drawing, ...time }];
    case 'image': {
      const { zoom, ...rest } = drawing;
      return [{ ...rest, ...zoomAt(zoom, span, seen.from), ...time }];
    }
    case 'video': {
      const { zoom, period, ...rest } = drawing;
      return passes(span, seen, period).map(({ start, from, until }) => ({
        ...rest,
        seekFrames: from - start,
        ...zoomAt(zoom, span, from),
        ...spanIn(window, { from, until }),
      }));
    }
  }
}

/** Times are left out where the layer is seen from the first or to the last frame. */
function spanIn(window: Span, { from, until }: Span): { from?: number; until?: number } {
  return {
    ...(from > window.from && { from: from - window.from }),
    ...(until < window.until && { until: until - window.from }),
  };
}

/** `zoom` tenths more (above 0) at the end, or at the beginning. */
function zoomAt(zoom: number, span: Span, from: number): { zoom?: Zoom } {
  if (zoom === 0) return {};
  const magnified = 1 + Math.abs(zoom) / 10;
  const range = zoom > 0 ? { from: 1, to: magnified } : { from: magnified, to: 1 };
  return { zoom: { ...range, frame: from - span.from, frames: span.until - span.from } };
}

/** The repetitions that are seen, each with the frame where it began. Repetition n begins at round(n · period). */
function passes(
  span: Span,
  seen: Span,
  period: number | null,
): { start: number; from: number; until: number }[] {
  if (period === null) return [{ start: span.from, ...seen }];
  const step = Math.max(1, period);
  const startOf = (pass: number) => span.from + Math.round(pass * step);
  const result: { start: number; from: number; until: number }[] = [];
  for (
    let pass = Math.max(0, Math.floor((seen.from - span.from) / step) - 1);
    startOf(pass) < seen.until;
    pass += 1
  ) {
    const from = Math.max(startOf(pass), seen.from);
    const until = Math.min(startOf(pass + 1), seen.until);
    if (from < until) result.push({ start: startOf(pass), from, until });
  }
  return result;
}
