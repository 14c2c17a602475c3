import { Studio } from './studio.fixture';
import { videoFacts } from './video-facts';

let studio: Studio;
beforeAll(async () => {
  studio = await Studio.open();
});
afterAll(() => studio.close());

describe('what a finished video has', () => {
  it.each([0, 3])('is told of %d frames', async (frames) => {
    const asset = await studio.asset(
      ...['-f', 'lavfi', '-i', 'color=s=64x36:r=25', '-frames:v', `${frames}`, '-c:v', 'libx264'],
      ...['-movflags', '+frag_keyframe+empty_moov+default_base_moof', 'mp4'],
    );
    const file = await studio.store.materialize(`assets/${asset}`, studio.folder);
    const facts = await videoFacts(file, { signal: new AbortController().signal });
    expect(facts).toEqual({ frames, seconds: frames / 25 });
  });
});
