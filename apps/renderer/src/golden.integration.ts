import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AudioPlan, SegmentPlan } from '@reelmill/contracts';
import { ffmpegVersions } from '@reelmill/media';
import { REVISION } from './engines';
import { mixAudio } from './mix-audio/mix-audio';
import { Studio, fills, plan, rect } from './studio.fixture';

jest.setTimeout(120_000);

/** `<revision> <ffmpeg> <libx264> <architecture>` → sha256 of the bytes of a segment, a fade and a mix. */
const FILE = join(__dirname, '../golden/bytes.golden.json');
const RECORD =
  'RECORD_GOLDEN=1 npx jest --selectProjects integration --testPathPatterns apps/renderer/src/golden';

let studio: Studio;
beforeAll(async () => {
  studio = await Studio.open();
});
afterAll(() => studio.close());

const hash = async (file: string) =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');

async function plans(): Promise<{ segments: Record<string, SegmentPlan>; mix: AudioPlan }> {
  const image = await studio.image('testsrc2=s=320x180');
  const clip = await studio.asset(
    ...[
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=160x90:r=24',
      '-t',
      '3',
      '-threads',
      '1',
      '-c:v',
      'ffv1',
      'matroska',
    ],
  );
  const sound = await studio.asset('-f', 'lavfi', '-i', 'sine=f=440:r=44100:d=2', '-c:a', 'pcm_s16le', 'wav');
  const layers: SegmentPlan['over'] = [
    {
      kind: 'image',
      asset: image,
      ...fills(rect(0, 0, 160, 90)),
      zoom: { from: 1, to: 1.4, frame: 7, frames: 100 },
    },
    { kind: 'video', asset: clip, ...fills(rect(80, 40, 71, 40)), seekUs: 1_234_567, seekFrames: 3, from: 4 },
    { kind: 'color', color: '#ff880080', box: rect(5, 5, 33, 21), until: 20 },
  ];
  const segment = plan({ width: 160, height: 90, frames: 40, scenes: [{ background: '#203040', layers }] });
  const scenes = [
    { background: null, layers },
    { background: '#ffffff', layers: [] },
  ];
  const track = { asset: sound, samples: 90_000, seekUs: 100_000, volume: 0.7, fadeIn: 5000, fadeOut: 5000 };
  return {
    segments: { segment, fade: { ...segment, frames: 12, transition: 'fade', scenes } },
    mix: { samples: 100_000, tracks: [0, 30_000].map((at) => ({ ...track, at, loop: at > 0 })) },
  };
}

describe('the bytes of an engine', () => {
  it('change only with its revision', async () => {
    const { segments, mix } = await plans();
    const made: Record<string, string> = {};
    for (const [name, each] of Object.entries(segments)) made[name] = await hash(await studio.render(each));
    const sound = studio.path();
    await mixAudio(mix, sound, studio.work());
    made.mix = await hash(sound);

    const golden = JSON.parse(await readFile(FILE, 'utf8')) as Record<string, typeof made>;
    const { ffmpeg, libx264 } = await ffmpegVersions();
    const here = [REVISION, ffmpeg, libx264, process.arch].join(' ');
    if (process.env.RECORD_GOLDEN) {
      const current = Object.entries({ ...golden, [here]: made }).filter(([name]) =>
        name.startsWith(`${REVISION} `),
      );
      await writeFile(FILE, `${JSON.stringify(Object.fromEntries(current), null, 2)}\n`);
      return;
    }
    const recorded = Object.keys(golden).some((name) => name.startsWith(`${REVISION} `));
    expect({ recorded, howTo: RECORD }).toEqual({ recorded: true, howTo: RECORD });
    // Other versions of ffmpeg make other bytes: they are other engines, of which nothing is recorded.
    expect({ engine: here, ...made, howTo: `raise REVISION in engines.ts, then ${RECORD}` }).toEqual({
      engine: here,
      ...(golden[here] ?? made),
      howTo: `raise REVISION in engines.ts, then ${RECORD}`,
    });
  });
});
