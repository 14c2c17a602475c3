import { SegmentPlan, type EncoderSettings, type Layer, type ScenePlan } from '@reelmill/contracts';
import type { Context, Span } from './context';
import { framesOf } from './frames';
import { PlanBudget } from './plan-budget';
import type { TimedScene } from './scenes';
import type { Stack } from './shown';
import type { CompiledVideo } from './types';

const SEGMENT_SECONDS = 4;
const SHORTEST_SECONDS = 1;
const BLACK = '#000000';
const MAX_LAYERS = 2000;

/** A scene and what is seen of it, bottom to top. */
export interface DrawnScene {
  scene: TimedScene;
  stack: Stack;
}

/** The whole picture: scenes between the video's own layers. */
export interface DrawnVideo {
  scenes: DrawnScene[];
  under: Stack;
  over: Stack;
  background: string;
  encoder: EncoderSettings;
}

/** A run of frames of one scene, or of two in a transition; spans are in frames of the scene. */
interface Piece {
  startFrame: number;
  parts: { scene: DrawnScene; span: Span }[];
}

/**
 * Cuts the video into segments. A scene is cut every 4 s from its own first frame, so that neither a longer scene
 * nor a new one moves the cuts of others; a piece under a second joins its neighbour of the same scene. A
 * transition is a segment of its own. Reports a problem, and stops there, where the plans grow too large in all.
 */
export function segmentsOf(video: DrawnVideo, context: Context): CompiledVideo['segments'] {
  const budget = new PlanBudget();
  const segments: CompiledVideo['segments'] = [];
  for (const piece of piecesOf(video.scenes, context)) {
    const { startFrame } = piece;
    const plan = planOf(piece, video, context);
    checkLayers(plan, startFrame, context);
    segments.push({ plan, startFrame });
    if (budget.allows(plan)) continue;
    context.report.impossible(
      '',
      `Up to ${secondsAt(startFrame, context)} s there is already more to show than one video can hold, counted anew every ${SEGMENT_SECONDS} s; show fewer or shorter texts at once, loop longer clips, or split the video.`,
    );
    break;
  }
  return segments;
}

function piecesOf(scenes: DrawnScene[], { fps }: Context): Piece[] {
  const lengths = { step: framesOf(SEGMENT_SECONDS, fps), shortest: framesOf(SHORTEST_SECONDS, fps) };
  return scenes.flatMap((drawn, index) => {
    const { scene } = drawn;
    const before = scenes[index - 1];
    const next = scenes[index + 1];
    const solid = { from: scene.overlap, until: scene.frames - (next?.scene.overlap ?? 0) };
    const pieces = cut(solid, lengths).map((span) => ({
      startFrame: scene.start + span.from,
      parts: [{ scene: drawn, span }],
    }));
    if (!before || scene.overlap === 0) return pieces;
    const leaving = { from: before.scene.frames - scene.overlap, until: before.scene.frames };
    const parts = [
      { scene: before, span: leaving },
      { scene: drawn, span: { from: 0, until: scene.overlap } },
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

function planOf({ startFrame, parts }: Piece, video: DrawnVideo, context: Context): SegmentPlan {
  const [first] = parts;
  if (!first) throw new Error('a piece of no scene');
  const frames = first.span.until - first.span.from;
  const window = { from: startFrame, until: startFrame + frames };
  const below = video.under.layersIn(window);
  const scenes = parts.map(({ scene, span }): ScenePlan => {
    const stated = scene.scene.background;
    const clear = below.length > 0 ? null : video.background;
    return {
      background: stated === undefined || stated === 'transparent' ? clear : stated,
      layers: scene.stack.layersIn(span),
    };
  });
  const isSeenThrough = scenes.some(({ background }) => background === null || isTranslucent(background));
  const canvas = video.background === BLACK ? [] : [canvasOf(video.background, context)];
  return {
    width: context.width,
    height: context.height,
    fps: context.fps,
    frames,
    encoder: video.encoder,
    under: isSeenThrough ? [...canvas, ...below] : [],
    scenes,
    ...(parts.length > 1 && { transition: 'fade' as const }),
    over: video.over.layersIn(window),
  };
}

const isTranslucent = (color: string): boolean => color.length === 9 && !color.endsWith('ff');

const canvasOf = (color: string, { width, height }: Context): Layer => ({
  kind: 'color',
  color,
  box: { x: 0, y: 0, width, height },
});

const secondsAt = (frame: number, { fps }: Context): string => ((frame * fps.den) / fps.num).toFixed(1);

function checkLayers(plan: SegmentPlan, startFrame: number, context: Context): void {
  const most = Math.max(
    plan.under.length,
    plan.over.length,
    ...plan.scenes.map((scene) => scene.layers.length),
  );
  if (most <= MAX_LAYERS) return;
  context.report.impossible(
    '',
    `At ${secondsAt(startFrame, context)} s more than ${MAX_LAYERS} things are shown within a few seconds; show fewer, or loop longer clips.`,
  );
}
