import type { Layer, ScenePlan, SegmentPlan } from '@reelmill/contracts';
import { drawColor } from './color-layer';
import { frameClock, rateOf, type DrawnLayer, type Drawing } from './drawn-layer';
import type { Pad } from './filter-graph';
import { sameRect } from './geometry';
import { drawPicture } from './picture-layer';
import { isWhole } from './span';
import { drawText } from './text-layer';

/** Layers bottom to top; nothing of what lies under `base` is seen. */
interface Stack {
  base: DrawnLayer | null;
  above: DrawnLayer[];
}

/** Adds the whole picture of a segment to the graph and gives its pad. */
export function composeSegment(plan: SegmentPlan, drawing: Drawing): Pad {
  const [first, second] = plan.scenes.map((scene) => sceneLayers(scene, drawing));
  if (!first) throw new RangeError('a segment has one or two scenes');
  if (!second)
    return paint(stack([...plan.under, ...first, ...plan.over], drawing), () => black(drawing), drawing);
  return paint(stack(plan.over, drawing), () => crossfade([first, second], plan.under, drawing), drawing);
}

function sceneLayers(scene: ScenePlan, { canvas }: Drawing): Layer[] {
  if (scene.background === null) return scene.layers;
  return [{ kind: 'color', color: scene.background, box: canvas }, ...scene.layers];
}

/**
 * Out of the first scene into the second: frame i of n shows (i+1)/(n+1) of it. Each scene is painted on what lies
 * under both and the finished pictures are mixed. That equals mixing the transparent scenes premultiplied, because
 * "over" is linear in a premultiplied layer; and equal pixels stay as they are, so `under` does not fade.
 */
function crossfade(scenes: [Layer[], Layer[]], under: Layer[], drawing: Drawing): Pad {
  const stacks = scenes.map((layers) => stack(layers, drawing));
  const transparent = stacks.filter(({ base }) => base === null).length;
  const below = transparent > 0 ? [paint(stack(under, drawing), () => black(drawing), drawing)] : [];
  if (transparent === 2) below.push(...drawing.graph.split(below.pop()!));
  const [out, into] = stacks.map((each) => paint(each, () => below.pop()!, drawing));
  // The filter counts from 0: a frame put before the first one, and taken away again, makes that number 1.
  const fade = `fade=t=in:start_frame=0:nb_frames=${drawing.frames + 1}:alpha=1`;
  const weighted = [
    'tpad=start=1:start_mode=clone',
    fade,
    'trim=start_frame=1',
    ...frameClock(drawing.fps, 0),
  ];
  const fading = drawing.graph.chain([into!], ['format=yuva420p', ...weighted]);
  return drawing.graph.chain([out!, fading], ['overlay=eval=init:format=yuv420', 'format=yuv420p']);
}

/** Draws from the top down, so that what is hidden in every frame is never opened. */
function stack(layers: Layer[], drawing: Drawing): Stack {
  const above: DrawnLayer[] = [];
  for (const layer of layers.toReversed()) {
    const drawn = draw(layer, drawing);
    if (!drawn) continue;
    const hidesAll =
      drawn.opaque && isWhole(drawn.span, drawing.frames) && sameRect(drawn.rect, drawing.canvas);
    if (hidesAll) return { base: drawn, above: above.reverse() };
    above.push(drawn);
  }
  return { base: null, above: above.reverse() };
}

function draw(layer: Layer, drawing: Drawing): DrawnLayer | null {
  switch (layer.kind) {
    case 'color':
      return drawColor(layer, drawing);
    case 'text':
      return drawText(layer, drawing);
    case 'image':
    case 'video':
      return drawPicture(layer, drawing);
  }
}

function paint({ base, above }: Stack, below: () => Pad, drawing: Drawing): Pad {
  const bottom = base ? everyFrame(base, drawing) : below();
  return above.reduce((canvas, layer) => overlay(canvas, layer, drawing), bottom);
}

function overlay(canvas: Pad, { pad, rect, span, motion }: DrawnLayer, { graph, frames }: Drawing): Pad {
  const options = [`x=${rect.x}`, `y=${rect.y}`, 'eval=init', 'format=yuv420'];
  if (motion === 'moving') options.push('eof_action=pass');
  // A moving layer is timed by its stamps: with `enable` the frames of both inputs would be counted.
  else if (!isWhole(span, frames)) options.push(`enable='between(n,${span.from},${span.until - 1})'`);
  return graph.chain([canvas, pad], [`overlay=${options.join(':')}`, 'format=yuv420p']);
}

function black(drawing: Drawing): Pad {
  const layer = drawColor({ kind: 'color', color: '#000000', box: drawing.canvas }, drawing);
  return everyFrame(layer!, drawing);
}

function everyFrame({ pad, motion }: DrawnLayer, { graph, fps, frames }: Drawing): Pad {
  if (motion === 'moving') return pad;
  // `fps` changes no frame here: it writes the rate on the stream, which the encoder goes by.
  const held = ['loop=loop=-1:size=1', ...frameClock(fps, 0), `fps=${rateOf(fps)}`];
  return graph.chain([pad], [...held, `trim=end_frame=${frames}`]);
}
