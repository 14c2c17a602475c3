import fc from 'fast-check';
import { framesOf, toRecordingTime, toUtterances } from './utterances';

/** Levels of 10 ms frames from `[seconds, dBFS]` runs. */
const levels = (...runs: [seconds: number, db: number][]) =>
  Float32Array.from(runs.flatMap(([seconds, db]) => Array<number>(Math.round(seconds * 100)).fill(db)));

describe('toUtterances', () => {
  it('keeps 150 ms around what is spoken and joins up to 15 s', () => {
    const spoken = levels([1, -50], [2, -20], [1, -50], [3, -15], [1, -50]);
    expect(toUtterances(spoken)).toEqual([
      [
        { from: 85, to: 315 },
        { from: 385, to: 715 },
      ],
    ]);
  });

  it('does not take a breath for a pause', () => {
    expect(toUtterances(levels([2, -20], [0.29, -50], [2, -20]))).toEqual([[{ from: 0, to: 429 }]]);
    expect(toUtterances(levels([2, -20], [0.31, -50], [2, -20]))[0]).toHaveLength(2);
  });

  it('begins another utterance where the joined one would be longer than 15 s', () => {
    const runs = Array.from({ length: 4 }, (): [number, number][] => [
      [6, -20],
      [1, -50],
    ]).flat();
    expect(toUtterances(levels(...runs)).map((each) => each.length)).toEqual([2, 2]);
  });

  it('finds the voice over noise', () => {
    expect(toUtterances(levels([2, -32], [2, -12], [2, -32]))).toEqual([[{ from: 185, to: 415 }]]);
  });

  it('cuts speech without pauses where it is quietest', () => {
    const breathless = levels([11, -20], [0.2, -26], [12, -20]);
    expect(toUtterances(Float32Array.of(...breathless, ...levels([5, -70])))).toEqual([
      [{ from: 0, to: 1105 }],
      [{ from: 1105, to: 2335 }],
    ]);
  });

  it('finds nothing in silence', () => {
    expect(toUtterances(levels([10, -90]))).toEqual([]);
    expect(toUtterances(levels([5, -90], [5, -62]))).toEqual([]);
    expect(toUtterances(new Float32Array())).toEqual([]);
  });

  it('always gives rising stretches inside the recording, none longer than 15 s', () => {
    const runs = fc.array(fc.tuple(fc.integer({ min: 1, max: 2500 }), fc.integer({ min: -90, max: 0 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(runs, (given) => {
        const recording = levels(...given.map(([frames, db]): [number, number] => [frames / 100, db]));
        let last = 0;
        for (const utterance of toUtterances(recording)) {
          expect(framesOf(utterance)).toBeLessThanOrEqual(1500);
          for (const { from, to } of utterance) {
            expect(from).toBeGreaterThanOrEqual(last);
            expect(to).toBeGreaterThan(from);
            last = to;
          }
        }
        expect(last).toBeLessThanOrEqual(recording.length);
      }),
    );
  });
});

describe('toRecordingTime', () => {
  const utterance = [
    { from: 100, to: 200 },
    { from: 300, to: 350 },
  ];

  it('puts the pauses back', () => {
    expect(toRecordingTime(utterance, 200, 500)).toEqual({ startMs: 1200, endMs: 1500 });
    expect(toRecordingTime(utterance, 1000, 1200)).toEqual({ startMs: 3000, endMs: 3200 });
  });

  it('ends a word at the pause that it was heard over', () => {
    expect(toRecordingTime(utterance, 900, 1200)).toEqual({ startMs: 1900, endMs: 2000 });
  });

  it('stays inside the utterance', () => {
    expect(toRecordingTime(utterance, 1490, 1600)).toEqual({ startMs: 3490, endMs: 3500 });
    expect(toRecordingTime(utterance, 1600, 1700)).toEqual({ startMs: 3500, endMs: 3500 });
  });
});
