import { type EncoderSettings, type Layer, type ScenePlan, type SegmentPlan } from '@reelmill/contracts';
import type { Context } from './context';
import type { Piece } from './pieces';
import type { TimedScene } from './scenes';
import type { Stack } from './shown';
import type { CompiledVideo } from './types';

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

/** The plan of each piece. Reports a problem, and stops there, where the plans of the job grow too large in all. */
export function segmentsOf(
  pieces: readonly Piece[],
  video: DrawnVideo,
  context: Context,
): CompiledVideo['segments'] {
  const segments: CompiledVideo['segments'] = [];
  for (const piece of pieces) {
    const { startFrame } = piece;
    const plan = planOf(piece, video, context);
    checkLayers(plan, startFrame, context);
    context.report.count('planBytes', Buffer.byteLength(JSON.stringify(plan)));
    if (context.report.hasProblems) break;
    segments.push({ plan, startFrame });
  }
  return segments;
}

function planOf({ startFrame, parts }: Piece, video: DrawnVideo, context: Context): SegmentPlan {
  const [first] = parts;
  if (!first) throw new Error('a piece of no scene');
  const frames = first.span.until - first.span.from;
  const window = { from: startFrame, until: startFrame + frames };
  const below = video.under.layersIn(window);
  const scenes = parts.map(({ scene, span }): ScenePlan => {
    const drawn = video.scenes[scene];
    if (!drawn) throw new Error('a piece of no scene');
    const stated = drawn.scene.background;
    const clear = below.length > 0 ? null : video.background;
    return {
      background: stated === undefined || stated === 'transparent' ? clear : stated,
      layers: drawn.stack.layersIn(span),
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
