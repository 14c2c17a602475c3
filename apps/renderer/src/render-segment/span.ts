/** The frames of a segment in which a layer shows: `from`..`until` (exclusive). */
export interface Span {
  from: number;
  until: number;
}

/** The span of a layer inside a segment of `frames` frames, or null when it never shows. */
export function spanOf(layer: { from?: number; until?: number }, frames: number): Span | null {
  const from = layer.from ?? 0;
  const until = Math.min(layer.until ?? frames, frames);
  return from < until ? { from, until } : null;
}

export const isWhole = (span: Span, frames: number): boolean => span.from === 0 && span.until === frames;
