import type { VideoLayer } from '@reelmill/contracts';
import fc from 'fast-check';
import { clipFrames, clipSeek } from './clip-time';

const box = { x: 0, y: 0, width: 2, height: 2 };
const layer = (seekUs: number, seekFrames: number): VideoLayer => ({
  kind: 'video',
  asset: 'a'.repeat(64),
  place: { box, picture: box },
  seekUs,
  seekFrames,
});
/** Ticks that are taken from the stamps of the source. */
const shift = (filters: string[]) => BigInt(/^setpts=PTS-(\d+)$/.exec(filters[1]!)![1]!);

describe('opening a clip', () => {
  it('begins a second early, at a keyframe', () => {
    const fps = { num: 30, den: 1 };
    expect(clipSeek(layer(2_500_000, 15), fps, { seekable: true })).toEqual([
      '-reinit_filter',
      '0',
      '-noaccurate_seek',
      '-ss',
      '2.000000',
    ]);
  });

  it('begins at its start when no keyframe can be found', () => {
    expect(clipSeek(layer(9_000_000, 0), { num: 30, den: 1 }, { seekable: false })).toEqual([
      '-reinit_filter',
      '0',
    ]);
  });

  it('begins at its start when that is near', () => {
    expect(clipSeek(layer(900_000, 3), { num: 30, den: 1 }, { seekable: true })).toEqual([
      '-reinit_filter',
      '0',
    ]);
  });
});

describe('the frames of a clip', () => {
  it('are counted on a grid of whole ticks', () => {
    expect(clipFrames(layer(2_000_000, 7), { num: 30_000, den: 1001 }, 120)).toEqual([
      'settb=1001/30000000',
      'setpts=PTS-66940',
      'fps=30000/1001',
      'tpad=stop=-1:stop_mode=clone',
      'fps=30000/1001:start_time=0',
      'trim=end_frame=120',
    ]);
  });

  it('lie on the same grid for every segment of a clip', () => {
    const rate = fc.record({
      num: fc.integer({ min: 1, max: 120_000 }),
      den: fc.integer({ min: 1, max: 1001 }),
    });
    fc.assert(
      fc.property(rate, fc.nat(86_400_000_000), fc.nat(10_000_000), (fps, seekUs, seekFrames) => {
        const [first, later] = [0, seekFrames].map((frames) =>
          shift(clipFrames(layer(seekUs, frames), fps, 1)),
        );
        expect(later! - first!).toBe(BigInt(seekFrames) * 1000n);
      }),
    );
  });
});
