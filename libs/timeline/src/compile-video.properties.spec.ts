import { AudioPlan, SegmentPlan } from '@reelmill/contracts';
import fc from 'fast-check';
import { compiled, SRC } from '../test/sample-facts';
import { JobSize } from './job-size';
import type { CompiledVideo } from './types';

const time = (max: number) => fc.integer({ min: 0, max: max * 100 }).map((hundredths) => hundredths / 100);
const length = (max: number) => fc.integer({ min: 1, max: max * 100 }).map((hundredths) => hundredths / 100);

const common = { start: time(4), 'z-index': fc.integer({ min: -2, max: 2 }) };
const still = fc.record({ duration: fc.oneof(length(12), fc.constant('end')), ...common });
const looping = fc.record({
  loop: fc.boolean(),
  seek: time(2),
  duration: fc.oneof(length(12), fc.constant('media'), fc.constant('end')),
  ...common,
});
const zoom = fc.integer({ min: -10, max: 10 });

const element = fc.oneof(
  fc.tuple(still, zoom).map(([rest, zoomed]) => ({ type: 'image', src: SRC.wide, zoom: zoomed, ...rest })),
  fc.tuple(looping, zoom).map(([rest, zoomed]) => ({ type: 'video', src: SRC.clip, zoom: zoomed, ...rest })),
  looping.map((rest) => ({ type: 'video', src: SRC.silent, resize: 'cover', ...rest })),
  looping.map((rest) => ({ type: 'audio', src: SRC.voice, 'fade-out': 1, ...rest })),
  still.map((rest) => ({ type: 'text', text: 'Some words', ...rest })),
  still.map((rest) => ({ type: 'color', color: '#12345678', width: 100, ...rest })),
);

const scene = fc.record(
  {
    duration: fc.oneof(length(20), fc.constant('auto')),
    'background-color': fc.constantFrom('#ff0000', '#ff000080', 'transparent'),
    transition: fc.record({ style: fc.constantFrom('fade', 'cut'), duration: time(4) }),
    elements: fc.array(element, { maxLength: 4 }),
  },
  { requiredKeys: [] },
);

const spec = fc.record({
  fps: fc.constantFrom(1, 12.5, 23.976, 25, 29.97, 60, 120),
  'background-color': fc.constantFrom('#000000', '#00ff00'),
  scenes: fc.array(scene, { minLength: 1, maxLength: 4 }),
  elements: fc
    .array(element, { maxLength: 3 })
    .map((elements) => [
      ...elements,
      { type: 'audio', src: SRC.voice },
      { type: 'subtitles', settings: { style: elements.length % 2 === 0 ? 'classic' : 'progressive' } },
    ]),
});

const plansOf = (video: CompiledVideo) => video.segments.map(({ plan }) => plan);

function layersOf(plan: SegmentPlan) {
  return [...plan.under, ...plan.scenes.flatMap((each) => each.layers), ...plan.over];
}

describe('every compiled video', () => {
  it('is tiled by its segments, with plans that parse and times inside of them', () => {
    fc.assert(
      fc.property(spec, (input) => {
        const video = compiled(input);
        let next = 0;
        for (const { plan, startFrame } of video.segments) {
          expect(startFrame).toBe(next);
          next += plan.frames;
          expect(SegmentPlan.parse(plan)).toEqual(plan);
          for (const { from = 0, until = plan.frames } of layersOf(plan)) {
            expect(from).toBeGreaterThanOrEqual(0);
            expect(until).toBeGreaterThan(from);
            expect(until).toBeLessThanOrEqual(plan.frames);
          }
        }
        expect(next).toBe(video.frames);
        expect(video.thumbnailFrame).toBeLessThan(video.frames);
      }),
      { numRuns: 100 },
    );
  });

  it('has no more layers than were counted before it was laid out', () => {
    const counted = jest.spyOn(JobSize.prototype, 'add');
    fc.assert(
      fc.property(spec, (input) => {
        counted.mockClear();
        const layers = plansOf(compiled(input)).flatMap(layersOf);
        const before = counted.mock.calls.find(([name]) => name === 'layers')?.[1] ?? 0;
        // A canvas that is not black is a layer of the plan, one to a piece at most.
        expect(layers.filter(({ kind }) => kind !== 'color').length).toBeLessThanOrEqual(before);
      }),
      { numRuns: 50 },
    );
    counted.mockRestore();
  });

  it('has sound that ends with its frames', () => {
    fc.assert(
      fc.property(spec, (input) => {
        const { audio, frames, fps } = compiled(input);
        expect(AudioPlan.parse(audio)).toEqual(audio);
        expect(audio.samples).toBe(Math.round((frames * 48_000 * fps.den) / fps.num));
        for (const track of audio.tracks) expect(track.at + track.samples).toBeLessThanOrEqual(audio.samples);
      }),
      { numRuns: 50 },
    );
  });

  it('has cues in order, inside of it', () => {
    fc.assert(
      fc.property(spec, (input) => {
        const { cues, frames, fps } = compiled(input);
        let before = 0;
        for (const { startMs, endMs } of cues) {
          expect(startMs).toBeGreaterThanOrEqual(before);
          expect(endMs).toBeGreaterThan(startMs);
          before = endMs;
        }
        expect(before).toBeLessThanOrEqual(Math.round((frames * 1000 * fps.den) / fps.num));
      }),
      { numRuns: 50 },
    );
  });

  it('is the same each time', () => {
    fc.assert(
      fc.property(spec, (input) => expect(compiled(input)).toEqual(compiled(input))),
      { numRuns: 25 },
    );
  });
});

describe('an edit touches only what it changes', () => {
  const isolated = fc.record({
    fps: fc.constantFrom(25, 29.97),
    scenes: fc.array(scene, { minLength: 1, maxLength: 4 }),
  });

  it('leaves all segments when a scene is appended', () => {
    fc.assert(
      fc.property(isolated, scene, (input, added) => {
        const before = plansOf(compiled(input));
        const after = plansOf(
          compiled({ ...input, scenes: [...input.scenes, { ...added, transition: undefined }] }),
        );
        expect(after.slice(0, before.length)).toEqual(before);
      }),
      { numRuns: 50 },
    );
  });

  it('leaves the segments of the scenes before when the last one is lengthened', () => {
    fc.assert(
      fc.property(isolated, scene, length(10), (input, added, more) => {
        const last = { ...added, duration: 9, transition: { duration: 1 } };
        const scenes = [...input.scenes, { duration: 5 }];
        const before = plansOf(compiled({ ...input, scenes: [...scenes, last] }));
        const after = plansOf(compiled({ ...input, scenes: [...scenes, { ...last, duration: 9 + more }] }));
        const untouched = before.length - before.findLastIndex((plan) => plan.transition !== undefined);
        expect(after.slice(0, before.length - untouched)).toEqual(before.slice(0, before.length - untouched));
      }),
      { numRuns: 50 },
    );
  });

  it('leaves a scene of stills but for its end when it is lengthened', () => {
    const stills = {
      duration: 9,
      elements: [
        { type: 'image', src: SRC.wide },
        { type: 'text', text: 'x', start: 2 },
      ],
    };
    const before = plansOf(compiled({ scenes: [stills] }));
    const after = plansOf(compiled({ scenes: [{ ...stills, duration: 14 }] }));
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
  });

  it('leaves the plans of the other scenes when one is changed', () => {
    fc.assert(
      fc.property(isolated, (input) => {
        const fixed = input.scenes.map((each) => ({ ...each, duration: 6, transition: undefined }));
        const before = plansOf(compiled({ ...input, scenes: fixed }));
        const [first, ...others] = fixed;
        const changed = {
          ...first,
          'background-color': '#abcdef',
          elements: [{ type: 'text', text: 'New' }],
        };
        const after = plansOf(compiled({ ...input, scenes: [changed, ...others] }));
        const ofFirst = plansOf(compiled({ ...input, scenes: [changed] })).length;
        expect(after.slice(ofFirst)).toEqual(before.slice(ofFirst));
      }),
      { numRuns: 50 },
    );
  });
});
