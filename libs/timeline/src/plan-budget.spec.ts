import { compiled, problemsOf, SRC } from '../test/sample-facts';

const blink = { type: 'video', src: SRC.silent, loop: true, seek: 3.46 };
const captionsOf = (count: number, eachMs: number, text: string) => {
  const stamp = (ms: number) => new Date(ms).toISOString().slice(11, 23);
  const times = Array.from({ length: count }, (_, index) => Math.round(index * eachMs));
  return times.map((at) => `${stamp(at)} --> ${stamp(at + Math.floor(eachMs))}\n${text} ${at}`).join('\n\n');
};

describe('the plans of one video', () => {
  it('have room for an hour of captions, three a second, under a title', () => {
    const video = compiled({
      scenes: [{ duration: 3600 }],
      elements: [
        { type: 'text', text: 'A title '.repeat(10), settings: { 'font-size': 10 } },
        { type: 'subtitles', captions: captionsOf(10_800, 1000 / 3, 'Some words in\na caption') },
      ],
    });
    expect(video.segments).toHaveLength(900);
    expect(video.cues).toHaveLength(10_800);
  });

  it('have no more layers in all than the budget', () => {
    const problems = problemsOf({ scenes: [{ duration: 10_800, elements: [blink, blink] }] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ pointer: '', code: 'spec_impossible' });
    expect(problems[0]?.message).toMatch(/already more to show than one video can hold/);
  });

  it('have no more letters in all than the budget, counted no further than that', () => {
    const long = { type: 'text', text: 'word '.repeat(399), settings: { 'font-size': 8 } };
    const elements = Array.from({ length: 100 }, () => long);
    const problems = problemsOf({ fps: 1, scenes: [{ duration: 10_800, elements }] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ pointer: '', code: 'spec_impossible' });
    expect(problems[0]?.message).toMatch(/^Up to 96\.0 s there is already more/);
  });
});

it('finds captions that are longer than a file of them may be', () => {
  const subtitles = {
    type: 'subtitles',
    captions: captionsOf(150, 2000, 'a '.repeat(990)),
    settings: { 'max-words-per-line': 1 },
  };
  const problems = problemsOf({ elements: [subtitles] });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ pointer: '', code: 'spec_impossible' });
  expect(problems[0]?.message).toMatch(/at most 5000000 are possible/);
});
