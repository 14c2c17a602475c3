import { createHash } from 'node:crypto';
import { parseSpec, type Probe, type VideoSpec } from '@reelmill/contracts';
import type { TextLayout } from '@reelmill/timeline';
import type { Builds, Decision, TaskPlan, TaskSnapshot } from '../plan';
import { planRender } from './plan-render';

const layout: TextLayout = (block) => ({
  picture: { width: 2 * block.text.length + 2, height: 20, boxes: [], runs: [] },
  missing: [],
});
const rendererOf = (engine: string): Builds['renderer'] => ({
  build: `build-${engine}`,
  engines: { 'segment.render': engine, 'audio.mix': engine, 'video.assemble': engine },
});
const builds: Builds = {
  analyzer: { build: 'a', engines: { 'media.analyze': 'a1' } },
  transcriber: { build: 't', engines: { 'speech.transcribe': 't1' } },
  renderer: rendererOf('r1'),
};
const sha256 = 'c'.repeat(64);
const speech: Probe = {
  kind: 'audio',
  format: 'wav',
  durationUs: 3_000_000,
  picture: null,
  audio: [{ codec: 'pcm_s16le', channels: 1, sampleRate: 16_000, durationUs: 3_000_000 }],
};

const videosOf = (input: unknown): VideoSpec[] => {
  const parsed = parseSpec(input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.videos;
};
const spoken = {
  scenes: [{ elements: [{ type: 'audio', src: 'https://example.com/speech.wav' }] }],
  elements: [{ type: 'subtitles' }],
};
const coloured = (color: string, duration = 2) => ({
  scenes: [{ duration, 'background-color': color, elements: [] }],
});

const plan = (input: unknown, tasks: TaskSnapshot[] = [], known: Builds = builds): Decision =>
  planRender({ videos: videosOf(input), isList: Array.isArray(input), tasks, builds: known, layout });
const wanted = (decision: Decision): TaskPlan[] => (decision.kind === 'tasks' ? decision.tasks : []);
const names = (decision: Decision): string[] => wanted(decision).map(({ name }) => name);
const done = (name: string, reply: unknown): TaskSnapshot => ({ name, state: 'succeeded', reply });

describe('planRender', () => {
  it('finds out about the media step by step before it plans the work', () => {
    const fetching = plan(spoken);
    expect(fetching).toMatchObject({ kind: 'tasks', stage: 'fetching' });
    const tasks = [done(names(fetching)[0]!, { sha256, bytes: 1, contentType: 'audio/wav' })];

    const analyzing = plan(spoken, tasks);
    expect(analyzing).toMatchObject({ stage: 'analyzing' });
    tasks.push(done(names(analyzing).at(-1)!, speech));

    const transcribing = plan(spoken, tasks);
    expect(transcribing).toMatchObject({ stage: 'transcribing' });
    const words = [{ text: 'hello', startMs: 0, endMs: 500, confidence: 1 }];
    tasks.push(done(names(transcribing).at(-1)!, { language: 'en', engine: 'x', words }));

    const rendering = plan(spoken, tasks);
    expect(rendering).toMatchObject({ stage: 'rendering' });
    expect(names(rendering)).toEqual(['segment-1', 'audio', 'assemble']);
  });

  it('names what it finds out by whole hashes, and says which elements of the spec it is about', () => {
    const src = 'https://example.com/speech.wav?token=x';
    const audio = { type: 'audio', src };
    const spec = [
      { scenes: [{ elements: [audio, { type: 'color', color: '#ffffff' }, audio] }] },
      { elements: [...Array.from({ length: 9 }, () => audio), { type: 'subtitles' }] },
    ];
    const pointers = [
      '/input/0/scenes/0/elements/0',
      '/input/0/scenes/0/elements/2',
      '/input/1/elements/0',
      '/input/1/elements/1',
      '/input/1/elements/2',
    ];
    const hash = createHash('sha256').update(src).digest('hex');
    const tasks = [done(`ingest/${hash}`, { sha256, bytes: 1, contentType: 'audio/wav' })];
    tasks.push(done(`analyze/${sha256}`, speech));
    const decision = plan(spec, tasks);
    expect(names(decision)).toEqual([`ingest/${hash}`, `analyze/${sha256}`, `transcribe/${sha256}-en`]);
    expect(wanted(decision).map(({ subject }) => subject)).toEqual(new Array(3).fill({ src, pointers }));
  });

  it('points into the list also where it is a list of one', () => {
    const input = [{ elements: [{ type: 'image', src: `asset:${sha256}` }] }];
    const [analyze] = wanted(plan(input));
    expect(analyze?.subject?.pointers).toEqual(['/input/0/elements/0']);
    expect(plan(input, [done(analyze!.name, speech)])).toMatchObject({ pointer: '/input/0/elements/0/src' });
  });

  it('wants a task once for each of a thousand sources', () => {
    const elements = Array.from({ length: 1000 }, (_, index) => ({
      type: 'image',
      src: `https://e.org/${index}`,
    }));
    expect(new Set(names(plan({ elements }))).size).toBe(1000);
  });

  it('fails with the figure once the media that have come are too many bytes', () => {
    const elements = [1, 2, 3].map((index) => ({ type: 'audio', src: `https://e.org/${index}` }));
    const [first, second] = names(plan({ elements }));
    const reply = (bytes: number) => ({ sha256, bytes, contentType: 'audio/wav' });
    const come = (bytes: number) =>
      plan({ elements }, [done(first!, reply(2 ** 30)), done(second!, reply(bytes))]);
    expect(come(9 * 2 ** 30)).toMatchObject({ kind: 'tasks', stage: 'analyzing' });
    expect(come(9 * 2 ** 30 + 1)).toEqual({
      kind: 'fail',
      code: 'spec_impossible',
      pointer: '/input',
      message:
        '/input: The job has 10,737,418,241 bytes of downloaded media; one job can have 10,737,418,240: make several of it (limit ingestedBytes).',
    });
  });

  it('gives the same decision for the same situation', () => {
    expect(plan(coloured('#102030', 9))).toEqual(plan(coloured('#102030', 9)));
  });

  it('lets the assembly need all segments and the mix', () => {
    const assemble = wanted(plan(coloured('#102030', 9))).find(({ name }) => name === 'assemble');
    expect(assemble?.needs).toEqual(['audio', 'segment-1', 'segment-3']);
  });

  it('renders equal segments once, also across the videos of a job', () => {
    const decision = plan([coloured('#102030', 8), coloured('#102030', 4)]);
    expect(names(decision).filter((name) => name.includes('segment'))).toEqual(['video-1/segment-1']);
    const second = wanted(decision).find(({ name }) => name === 'video-2/assemble');
    expect(second?.needs).toContain('video-1/segment-1');
  });

  it('waits for a renderer whose engine it must know', () => {
    expect(plan(coloured('#102030'), [], {})).toEqual({
      kind: 'wait',
      stage: 'waiting_for_worker',
      service: 'renderer',
    });
  });

  it('plans all work of a job for one build, and waits for one that has every command', () => {
    const builds = wanted(plan(coloured('#102030'))).map(({ build }) => build);
    expect(new Set(builds)).toEqual(new Set(['build-r1']));
    const renderer = { build: 'b', engines: { 'segment.render': 'r1' } };
    expect(plan(coloured('#102030'), [], { renderer })).toMatchObject({ kind: 'wait', service: 'renderer' });
  });

  it('gives other keys for another engine', () => {
    const keysFor = (renderer: string) =>
      wanted(plan(coloured('#102030'), [], { renderer: rendererOf(renderer) })).map(({ key }) => key);
    expect(keysFor('r1')).not.toEqual(keysFor('r2'));
  });

  it('gives another engine of one command to its own tasks, and what they make to those that use it', () => {
    const keysFor = (more: Record<string, string>) => {
      const engines = { ...rendererOf('r1')!.engines, ...more };
      const decision = plan(coloured('#102030'), [], { renderer: { build: 'b', engines } });
      return Object.fromEntries(wanted(decision).map(({ command, key }) => [command.name, key]));
    };
    const before = keysFor({});
    const after = keysFor({ 'segment.render': 'other' });
    expect(after['segment.render']).not.toBe(before['segment.render']);
    expect(after['video.assemble']).not.toBe(before['video.assemble']);
    expect(after['audio.mix']).toBe(before['audio.mix']);
    expect(keysFor({ 'audio.mix': 'other' })['segment.render']).toBe(before['segment.render']);
  });

  it('says where in the spec the media are at fault', () => {
    const input = { scenes: [{ elements: [{ type: 'image', src: `asset:${sha256}` }] }] };
    const [analyze] = wanted(plan(input));
    expect(plan(input, [done(analyze!.name, speech)])).toMatchObject({
      kind: 'fail',
      pointer: '/input/scenes/0/elements/0/src',
      message: expect.stringContaining('/input/scenes/0/elements/0/src: ') as string,
    });
  });

  it('completes with the files of all assemblies, numbered where there are several videos', () => {
    const file = {
      kind: 'video',
      object: 'x',
      bytes: 1,
      sha256,
      contentType: 'video/mp4',
      width: 2,
      height: 2,
      duration: 1,
    };
    const tasks = ['video-1/assemble', 'video-2/assemble'].map((name) => done(name, { files: [file] }));
    expect(plan([coloured('#102030'), coloured('#405060')], tasks)).toMatchObject({
      kind: 'complete',
      outputs: [{ name: 'video-1.mp4' }, { name: 'video-2.mp4' }],
    });
  });

  it('wants nothing more while an assembly is under way', () => {
    const running: TaskSnapshot = { name: 'assemble', state: 'running', reply: null };
    expect(plan(coloured('#102030'), [running])).toMatchObject({ kind: 'tasks', tasks: [] });
  });
});
