import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Placement, Rect, SegmentPlan } from '@reelmill/contracts';
import { openObjectStore, type ObjectStore } from '@reelmill/objects';
import { drawPicture } from '@reelmill/typesetting';
import { renderSegment } from './render-segment/render-segment';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 1024 ** 3;

/** A decoded frame; reads single pixels. */
export interface Picture {
  bytes: Buffer;
  /** Y, U and V of the sample at a pixel. */
  at(x: number, y: number): [number, number, number];
}

export const rect = (x: number, y: number, width: number, height: number): Rect => ({ x, y, width, height });

/** A layer whose picture fills its box. */
export const fills = (box: Rect): { place: Placement } => ({
  place: { box, picture: { ...box, x: 0, y: 0 } },
});

/** Media by ffmpeg's own sources, a real object store and what the renderer needs, in a folder of its own. */
export class Studio {
  private constructor(
    readonly folder: string,
    readonly store: ObjectStore,
  ) {}

  static async open(): Promise<Studio> {
    const folder = await mkdtemp(join(tmpdir(), 'renderer-test-'));
    return new Studio(folder, openObjectStore({ directory: join(folder, 'objects') }));
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** An empty folder for one task. */
  scratch(): Promise<string> {
    return mkdtemp(join(this.folder, 'scratch-'));
  }

  path(): string {
    return join(this.folder, crypto.randomUUID());
  }

  /** Stores what ffmpeg makes with these arguments as an asset; the last one is the format. */
  async asset(...args: string[]): Promise<string> {
    const file = this.path();
    await run('ffmpeg', ['-v', 'error', ...args.slice(0, -1), '-f', args.at(-1)!, file]);
    return (await this.store.putAsset(createReadStream(file), { maxBytes: MAX_OUTPUT_BYTES })).sha256;
  }

  /** A PNG of a lavfi picture. */
  image(source: string): Promise<string> {
    return this.asset('-f', 'lavfi', '-i', source, '-frames:v', '1', '-c:v', 'png', 'image2');
  }

  work(signal: AbortSignal = new AbortController().signal) {
    return { store: this.store, drawText: drawPicture, scratch: this.folder, signal, onProgress: () => {} };
  }

  async render(plan: SegmentPlan): Promise<string> {
    const output = this.path();
    await renderSegment(plan, output, this.work());
    return output;
  }

  /** Renders without loss and decodes again. */
  async frames(plan: SegmentPlan): Promise<Picture[]> {
    const file = await this.render({ ...plan, encoder: { crf: 0, preset: 'ultrafast' } });
    return this.decode(file, plan);
  }

  async decode(file: string, { width, height }: { width: number; height: number }): Promise<Picture[]> {
    const { stdout } = await run(
      'ffmpeg',
      ['-v', 'error', '-i', file, '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-'],
      {
        encoding: 'buffer',
        maxBuffer: MAX_OUTPUT_BYTES,
      },
    );
    const size = (width * height * 3) / 2;
    return Array.from({ length: stdout.length / size }, (_, index) => {
      const bytes = stdout.subarray(index * size, (index + 1) * size);
      const chroma = (x: number, y: number) => width * height + (y >> 1) * (width / 2) + (x >> 1);
      const at = (x: number, y: number): [number, number, number] => [
        bytes[y * width + x]!,
        bytes[chroma(x, y)]!,
        bytes[chroma(x, y) + (width * height) / 4]!,
      ];
      return { bytes, at };
    });
  }

  /** What ffprobe says, as JSON. */
  async probe<Found>(file: string, ...options: string[]): Promise<Found> {
    const { stdout } = await run('ffprobe', ['-v', 'error', ...options, '-of', 'json', file], {
      maxBuffer: MAX_OUTPUT_BYTES,
    });
    return JSON.parse(stdout) as Found;
  }
}

/** A plan of one empty scene, 64x36 at 30 fps. */
export const plan = (more: Partial<SegmentPlan>): SegmentPlan => ({
  width: 64,
  height: 36,
  fps: { num: 30, den: 1 },
  frames: 1,
  encoder: { crf: 23, preset: 'veryfast' },
  under: [],
  scenes: [{ background: '#000000', layers: [] }],
  over: [],
  ...more,
});
