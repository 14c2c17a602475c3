import { renderSegment, type Layer, type SegmentPlan } from '@reelmill/contracts';
import type { FfmpegInput } from '@reelmill/media';
import { composeSegment } from './compose';
import type { Drawing } from './drawn-layer';
import { FilterGraph } from './filter-graph';
import { segmentEncoder } from './segment-encoder';

export interface SegmentCommand {
  inputs: FfmpegInput[];
  filterGraph: string;
  outputOptions: string[];
  /** How long ffmpeg may make nothing, in milliseconds. */
  stallMs?: number;
}

/** The ffmpeg command of a segment, as far as it does not depend on where the output lies. */
export function segmentCommand(
  plan: SegmentPlan,
  files: Pick<Drawing, 'sources' | 'pictures'>,
): SegmentCommand {
  const graph = new FilterGraph();
  const { width, height, fps, frames } = plan;
  const canvas = { x: 0, y: 0, width, height };
  const picture = composeSegment(plan, { graph, canvas, fps, frames, ...files });
  const filterGraph = graph.finish(picture, [`trim=end_frame=${frames}`, 'format=yuv420p', 'setsar=1']);
  return {
    inputs: graph.inputs,
    filterGraph,
    // Times of a clip are those of its own clock, counted from its start, wherever it was opened.
    outputOptions: ['-copyts', '-start_at_zero', '-map', '[out]', ...segmentEncoder(plan)],
    ...(decodesFromStart(plan, files.sources) ? { stallMs: renderSegment.limitMs } : {}),
  };
}

/** Whether a clip may have to be decoded for any length of time before the first frame that is wanted of it. */
function decodesFromStart(plan: SegmentPlan, sources: Drawing['sources']): boolean {
  return planLayers(plan).some(
    (layer) => layer.kind === 'video' && sources.get(layer.asset)?.seekable === false,
  );
}

export const planLayers = ({ under, scenes, over }: SegmentPlan): Layer[] => [
  ...under,
  ...scenes.flatMap(({ layers }) => layers),
  ...over,
];
