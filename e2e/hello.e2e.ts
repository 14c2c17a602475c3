import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, outputOf, sha256, type Job } from './harness/client';
import { durationOf, frameHashes, probeFile } from './harness/facts';
import { exampleMedia, type Spec } from './harness/hello';
import { renderCold, startHelloStack, type HelloStack } from './harness/hello-stack';
import { artifacts } from './harness/metrics';

jest.setTimeout(240_000);

/** Of the scenes at 25 fps: 5 s, 6 s, two fades of 0.8 s; the last begins its speech at 1.2 s and has 1.5 s more. */
const FRAMES = { opening: 125, workers: 150, fade: 20, speechStart: 30, extraTime: 38 };

describe('the hello example, through six services', () => {
  let stack: HelloStack;
  let client: Client;
  let spec: Spec;
  let first: Job;
  let firstBytes: Buffer;
  const folder = mkdtempSync(join(tmpdir(), 'reelmill-e2e-'));

  const made = (command: string): Promise<number> =>
    artifacts(stack.services.orchestrator.adminUrl, command, 'made');
  const videoOf = (job: Job): Promise<Buffer> => client.download(outputOf(job, 'video'));
  const captionsOf = async (job: Job): Promise<string> =>
    (await client.download(outputOf(job, 'captions'))).toString();
  beforeAll(async () => {
    stack = await startHelloStack();
    ({ client, spec } = stack);
  });

  afterAll(async () => {
    // Absent when it failed to start; then the run must not wait for a second error.
    await (stack as HelloStack | undefined)?.stop();
    rmSync(folder, { recursive: true });
  });

  it('becomes an MP4 with exact frames, sound, a thumbnail and captions, while progress only rises', async () => {
    const progress: number[] = [];
    first = await client.render(spec, (job) => progress.push(job.progress));
    firstBytes = await videoOf(first);
    const file = join(folder, 'hello.mp4');
    writeFileSync(file, firstBytes);
    const facts = await probeFile(file);
    expect(facts).toMatchObject({ videoCodec: 'h264', audioCodec: 'aac' });
    const speech = Math.ceil((await durationOf(exampleMedia('speech-3.wav'))) * 25);
    const ending = FRAMES.speechStart + speech + FRAMES.extraTime;
    expect(facts.frames).toBe(FRAMES.opening + FRAMES.workers + ending - 2 * FRAMES.fade);
    expect(Math.abs(facts.durationSeconds - facts.frames / 25)).toBeLessThanOrEqual(1 / 25);
    expect(outputOf(first, 'video')).toMatchObject({
      width: 320,
      height: 180,
      content_type: 'video/mp4',
      sha256: sha256(firstBytes),
    });
    expect(new Set(await frameHashes(file, [10, 90, 160, 240, 350])).size).toBe(5);
    expect(await captionsOf(first)).toContain('scenes');
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
    expect(await made('segment.render')).toBeGreaterThanOrEqual(5);
  });

  it('is the same file again, without one segment rendered', async () => {
    const before = await made('segment.render');
    const again = await client.render(spec);
    expect(await made('segment.render')).toBe(before);
    expect(sha256(await videoOf(again))).toBe(sha256(firstBytes));
  });

  it('is the same file from a fresh stack with an empty store', async () => {
    expect(sha256(await renderCold(spec, stack.mediaHost))).toBe(sha256(firstBytes));
  });

  it('renders nothing anew when its own captions come back as SubRip text', async () => {
    const before = await made('segment.render');
    const same = await client.render(withCaptions(spec, await captionsOf(first)));
    expect(await made('segment.render')).toBe(before);
    expect(sha256(await videoOf(same))).toBe(sha256(firstBytes));
  });

  it('renders only the segments that show a changed caption word, and equals a cold render', async () => {
    const captions = await captionsOf(first);
    const edited = withCaptions(spec, captions.replace(/\bscenes\b/, 'pictures'));
    const before = await made('segment.render');
    const bytes = await videoOf(await client.render(edited));
    expect((await made('segment.render')) - before).toBe(segmentsShowing(captions, 'scenes'));
    expect(sha256(bytes)).not.toBe(sha256(firstBytes));
    expect(sha256(bytes)).toBe(sha256(await renderCold(edited, stack.mediaHost)));
  });
});

function withCaptions(spec: Spec, captions: string): Spec {
  const elements = spec.elements.map((element) =>
    element.type === 'subtitles' ? { ...element, captions } : element,
  );
  return { ...spec, elements };
}

/** How many 4 s segments of the first scene the cue with this word touches; it is spoken in the first scene. */
function segmentsShowing(srt: string, word: string): number {
  const cue = srt.split('\n\n').find((each) => each.includes(word))!;
  const [from, to] = [...cue.matchAll(/(\d\d):(\d\d):(\d\d),(\d\d\d)/g)].map(
    ([, hours, minutes, seconds, ms]) =>
      Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(ms) / 1000,
  );
  return Math.ceil(to! / 4 - 1e-9) - Math.floor(from! / 4);
}
