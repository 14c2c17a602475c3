import type { Rational } from '@reelmill/contracts';
import type { Span } from './context';
import { framesOf } from './frames';
import type { TimedScene } from './scenes';

const SEGMENT_SECONDS = 4;
const SHORTEST_SECONDS = 1;

/** A run of frames of one scene, or of two in a transition; spans are in frames of the scene with that number. */
export interface Piece {
  startFrame: number;
  parts: { scene: number; span: Span }[];
}

/**
 * Cuts the video. A scene is cut every 4 s from its own first frame, so that neither a longer scene nor a new one moves
 * the cuts of others; a piece under a second joins its neighbour of the same scene. A transition is a piece of its own.
 * The pieces come in order and leave no gap.
 */
export function piecesOf(scenes: readonly TimedScene[], fps: Rational): Piece[] {
  const lengths = { step: framesOf(SEGMENT_SECONDS, fps), shortest: framesOf(SHORTEST_SECONDS, fps) };
  return scenes.flatMap((scene, index) => {
    const before = scenes[index - 1];
    const solid = { from: scene.overlap, until: scene.frames - (scenes[index + 1]?.overlap ?? 0) };
    const pieces = cut(solid, lengths).map((span) => ({
      startFrame: scene.start + span.from,
      parts: [{ scene: index, span }],
    }));
    if (!before || scene.overlap === 0) return pieces;
    const leaving = { from: before.frames - scene.overlap, until: before.frames };
    const parts = [
      { scene: index - 1, span: leaving },
      { scene: index, span: { from: 0, until: scene.overlap } },
    ];
    return [{ startFrame: scene.start, parts }, ...pieces];
  });
}

/** Cuts at the multiples of `step` inside the span, except where a piece would be shorter than `shortest`. */
export function cut({ from, until }: Span, { step, shortest }: { step: number; shortest: number }): Span[] {
  if (from >= until) return [];
  const cuts: number[] = [];
  for (let at = (Math.floor(from / step) + 1) * step; at < until; at += step) {
    if (at - from >= shortest && until - at >= shortest) cuts.push(at);
  }
  return [from, ...cuts].map((start, index) => ({ from: start, until: cuts[index] ?? until }));
}
