import { readFile } from 'node:fs/promises';
import { artifactKey, assembleVideo, mixAudio, renderSegment, type Command } from '@reelmill/contracts';
import { createLogger } from '@reelmill/observability';
import type { TaskContext } from '@reelmill/worker';
import { AssembleVideoHandler } from './assemble-video/assemble-video.handler';
import { readEngines } from './engines';
import { MixAudioHandler } from './mix-audio/mix-audio.handler';
import { RenderSegmentHandler } from './render-segment/render-segment.handler';
import { Studio, plan } from './studio.fixture';

jest.setTimeout(120_000);

let studio: Studio;
beforeAll(async () => {
  studio = await Studio.open();
});
afterAll(() => studio.close());

/** The context of a task for this payload, and what its handler said through it. */
async function task(command: Command, payload: unknown, signal = new AbortController().signal) {
  const said = { reused: false, fractions: [] as number[] };
  const engine = (await readEngines())[command.name]!;
  const context: TaskContext = {
    ...{ job: 'job', task: 'task', attempt: 1, engine, signal },
    key: artifactKey(command, payload, engine),
    logger: createLogger({ service: 'renderer', level: 'fatal' }),
    scratch: await studio.scratch(),
    progress: (fraction) => said.fractions.push(fraction),
    reused: () => {
      said.reused = true;
    },
  };
  return { context, said };
}

const picture = {
  ...{ width: 60, height: 30, boxes: [] },
  runs: [{ text: 'Ag', x: 4, y: 24, face: 'noto-sans-700', size: 24, rightToLeft: false, fill: '#ffffff' }],
};
const segment = plan({ frames: 30, over: [{ kind: 'text', picture, x: 0, y: 0, from: 10 }] });
const mix = { samples: 48_000, tracks: [] };

describe('the handlers', () => {
  it('make each artifact once and find it again, with the same reply', async () => {
    const renderer = new RenderSegmentHandler(studio.store);
    const mixer = new MixAudioHandler(studio.store);
    const assembler = new AssembleVideoHandler(studio.store);

    const rendering = await task(renderSegment, segment);
    const rendered = await renderer.render(segment, rendering.context);
    expect(renderSegment.reply.parse(rendered)).toMatchObject({
      object: `artifacts/${rendering.context.key}/segment.mp4`,
      frames: 30,
    });
    expect(rendering.said.fractions.at(-1)).toBe(1);
    const mixed = await mixer.mix(mix, (await task(mixAudio, mix)).context);
    expect(mixAudio.reply.parse(mixed).object).toMatch(/audio\.m4a$/);

    const assembly = {
      ...{ width: segment.width, height: segment.height, fps: segment.fps, encoder: segment.encoder },
      ...{ segments: [{ object: rendered.object, frames: 30 }], audio: mixed.object },
      ...{ srt: '1\n00:00:00,000 --> 00:00:01,000\nAg\n', thumbnailFrame: 15 },
    };
    const assembling = await task(assembleVideo, assembly);
    const assembled = await assembler.assemble(assembly, assembling.context);
    expect(assembleVideo.reply.parse(assembled).files).toMatchObject([
      { kind: 'video', contentType: 'video/mp4', width: 64, height: 36, duration: 1 },
      { kind: 'thumbnail', contentType: 'image/jpeg', width: 64, height: 36, duration: null },
      { kind: 'captions', width: null, duration: null },
    ]);
    const captions = await studio.store.materialize(assembled.files[2]!.object, studio.folder);
    expect(await readFile(captions, 'utf8')).toBe(assembly.srt);

    const [again, mixingAgain, assemblingAgain] = [
      await task(renderSegment, segment),
      await task(mixAudio, mix),
      await task(assembleVideo, assembly),
    ];
    expect(await renderer.render(segment, again.context)).toEqual(rendered);
    expect(await mixer.mix(mix, mixingAgain.context)).toEqual(mixed);
    expect(await assembler.assemble(assembly, assemblingAgain.context)).toEqual(assembled);
    expect([again, mixingAgain, assemblingAgain].map(({ said }) => said)).toEqual(
      Array.from({ length: 3 }, () => ({ reused: true, fractions: [] })),
    );
    expect([rendering, assembling].map(({ said }) => said.reused)).toEqual([false, false]);
  });

  it('store nothing when they are stopped', async () => {
    const controller = new AbortController();
    const long = { ...segment, frames: 5000, encoder: { crf: 18, preset: 'medium' as const } };
    const { context } = await task(renderSegment, long, controller.signal);
    const reason = new Error('stopped');
    const rendering = new RenderSegmentHandler(studio.store).render(long, {
      ...context,
      progress: () => controller.abort(reason),
    });
    await expect(rendering).rejects.toBe(reason);
    expect(await studio.store.stat(`artifacts/${context.key}/segment.mp4`)).toBeNull();
  });
});
