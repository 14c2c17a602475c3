import fc from 'fast-check';
import { dealToLanes } from './lanes';

interface Timed {
  at: number;
  samples: number;
}

const same = (track: Timed) => track;

describe('dealing tracks to lanes', () => {
  it('puts tracks that follow one another into one lane', () => {
    const tracks = [
      { at: 10, samples: 5 },
      { at: 0, samples: 10 },
      { at: 20, samples: 1 },
    ];
    expect(dealToLanes(tracks, same)).toEqual([[tracks[1], tracks[0], tracks[2]]]);
  });

  it('keeps every track, overlaps none in a lane, and needs as many lanes as sound at a time', () => {
    const track = fc.record({ at: fc.nat(100), samples: fc.integer({ min: 1, max: 40 }) });
    fc.assert(
      fc.property(fc.array(track), (tracks) => {
        const lanes = dealToLanes(tracks, same);
        expect(lanes.flat()).toHaveLength(tracks.length);
        for (const lane of lanes) {
          lane
            .slice(1)
            .forEach(({ at }, index) =>
              expect(at).toBeGreaterThanOrEqual(lane[index]!.at + lane[index]!.samples),
            );
        }
        const soundingAt = (sample: number) =>
          tracks.filter(({ at, samples }) => at <= sample && sample < at + samples).length;
        expect(lanes).toHaveLength(Math.max(0, ...tracks.map(({ at }) => soundingAt(at))));
      }),
    );
  });
});
