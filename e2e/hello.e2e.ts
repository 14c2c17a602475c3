import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, outputOf, sha256, type Job } from './harness/client';
import { durationOf, frameHashes, probeFile } from './harness/facts';
import { exampleMedia, serveMedia, smallHello, type Spec } from './harness/hello';
import { artifacts } from './harness/metrics';
import { startFreshStack, type Stack } from './harness/stack';

jest.setTimeout(240_000);

/** Of the scenes at 25 fps: 5 s, 6 s, two fades of 0.8 s; the last begins its speech at 1.2 s and has 1.5 s more. */
const FRAMES = { opening: 125, workers: 150, fade: 20, speechStart: 30, extraTime: 38 };

describe('the hello example, through six services', () => {
  let media: Awaited<ReturnType<typeof serveMedia>>;
  let stack: Stack;
  let client: Client;
  let spec: Spec;
  let first: Job;
  let firstBytes: Buffer;
  const folder = mkdtempSync(join(tmpdir(), 'reelmill-e2e-'));

  const made = (command: string): Promise<number> =>
    artifacts(stack.services.orchestrator.url, command, 'made');
  const videoOf = (job: Job, from = client): Promise<Buffer> => from.download(outputOf(job, 'video'));
  const captionsOf = async (job: Job): Promise<string> =>
    (await client.download(outputOf(job, 'captions'))).toString();
  const coldRender = async (input: Spec): Promise<Buffer> => {
    const fresh = await startFreshStack({ FETCH_ALLOW_PRIVATE: media.host });
    try {
      const other = new Client(fresh.services.gateway.url);
      await smallHello(other, media.host);
      return await videoOf(await other.render(input), other);
    } finally {
      await fresh.stop();
    }
  };

  beforeAll(async () => {
    media = await serveMedia();
    stack = await startFreshStack({ FETCH_ALLOW_PRIVATE: media.host });
    client = new Client(stack.services.gateway.url);
    spec = await smallHello(client, media.host);
  });

  afterAll(async () => {
    // Whatever of it there is: what failed to start must not keep the run waiting.
    await (stack as Stack | undefined)?.stop();
    await (media as typeof media | undefined)?.close();
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
    expect(sha256(await coldRender(spec))).toBe(sha256(firstBytes));
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
    expect(sha256(bytes)).toBe(sha256(await coldRender(edited)));
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
