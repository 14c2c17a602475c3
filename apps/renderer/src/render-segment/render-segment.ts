import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  assetObject,
  renderSegment as command,
  type Layer,
  type SegmentPlan,
  type TextPicture,
} from '@reelmill/contracts';
import { runFfmpeg } from '@reelmill/media';
import type { ObjectStore } from '@reelmill/objects';
import { videoFacts, wrongLength } from '../video-facts';
import { planLayers, segmentCommand } from './segment-command';
import { describeSource, type SourcePicture } from './source-picture';
import { pictureId } from './text-layer';

export interface SegmentWork {
  store: Pick<ObjectStore, 'materialize'>;
  /** Gives the PNG of a laid-out text. */
  drawText: (picture: TextPicture) => Promise<Buffer>;
  /** A folder for files in between. */
  scratch: string;
  signal: AbortSignal;
  onProgress: (fraction: number) => void;
}

/** Renders a segment to a fragmented MP4 with exactly its frames. */
export async function renderSegment(plan: SegmentPlan, output: string, work: SegmentWork): Promise<void> {
  const layers = planLayers(plan);
  const files = { sources: await openAssets(layers, work), pictures: await drawPictures(layers, work) };
  await runFfmpeg({
    ...segmentCommand(plan, files),
    output,
    signal: work.signal,
    limitMs: command.limitMs,
    totalFrames: plan.frames,
    onProgress: work.onProgress,
  });
  const { frames } = await videoFacts(output, work);
  if (frames !== plan.frames) throw wrongLength(`${frames} frames`, `${plan.frames}`);
}

async function openAssets(layers: Layer[], work: SegmentWork): Promise<Map<string, SourcePicture>> {
  const sources = new Map<string, SourcePicture>();
  for (const layer of layers) {
    if (!('asset' in layer) || sources.has(layer.asset)) continue;
    const path = await work.store.materialize(assetObject(layer.asset), work.scratch);
    sources.set(layer.asset, await describeSource(path, work));
  }
  return sources;
}

async function drawPictures(layers: Layer[], work: SegmentWork): Promise<Map<string, string>> {
  const pictures = new Map<string, string>();
  for (const layer of layers) {
    if (layer.kind !== 'text' || pictures.has(pictureId(layer.picture))) continue;
    const path = join(work.scratch, `text-${pictures.size}`);
    await writeFile(path, await work.drawText(layer.picture));
    pictures.set(pictureId(layer.picture), path);
  }
  return pictures;
}
