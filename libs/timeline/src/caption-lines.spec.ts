import fc from 'fast-check';
import { linesOfCues, linesOfWords, oneTrack, soundingWords } from './caption-lines';
import { spoken } from '../test/sample-facts';

const line = (text: string, startMs: number, endMs: number) => ({
  text,
  startMs,
  endMs,
  words: [{ text, startMs, endMs }],
});

describe('linesOfWords', () => {
  it('breaks evenly into lines of at most four words, after a sentence and after a pause, and stays over short silences', () => {
    const words = spoken('one two three four five six. seven eight').words.map((word, index) =>
      index === 7 ? { ...word, startMs: 9000, endMs: 9400 } : word,
    );
    expect(linesOfWords(words).map(({ text, startMs, endMs }) => [text, startMs, endMs])).toEqual([
      ['one two three', 0, 1500],
      ['four five six.', 1500, 3000],
      ['seven', 3000, 3400],
      ['eight', 9000, 9400],
    ]);
  });

  it('takes as many words as asked', () => {
    expect(linesOfWords(spoken('a b c').words, 1).map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  });
});

it('moves the words that sound to the clock of the video', () => {
  const { words } = spoken('a b c d');
  expect(soundingWords({ words, fromMs: 600, untilMs: 1300, atMs: 10_000 })).toEqual([
    { text: 'b', startMs: 10_000, endMs: 10_300 },
    { text: 'c', startMs: 10_400, endMs: 10_700 },
  ]);
});

describe('linesOfCues', () => {
  const cue = { startMs: 1000, endMs: 2000, text: 'ab\nabcd efgh' };

  it('keeps the lines of the author and gives words time by their letters', () => {
    expect(linesOfCues([cue], undefined)).toEqual([
      {
        ...cue,
        words: [
          { text: 'ab', startMs: 1000, endMs: 1200 },
          { text: 'abcd', startMs: 1200, endMs: 1600 },
          { text: 'efgh', startMs: 1600, endMs: 2000 },
        ],
      },
    ]);
  });

  it('breaks them anew when a number of words is stated', () => {
    expect(linesOfCues([cue], 2).map(({ text, startMs, endMs }) => [text, startMs, endMs])).toEqual([
      ['ab abcd', 1000, 1600],
      ['efgh', 1600, 2000],
    ]);
  });
});

describe('oneTrack', () => {
  it('sorts, cuts at the next line and at the end, and shows together what begins together', () => {
    const lines = [
      line('b', 2000, 9000),
      line('a', 0, 2500),
      line('B', 2000, 3000),
      line('z', 20_000, 21_000),
    ];
    expect(oneTrack(lines, 8000).map(({ text, startMs, endMs }) => [text, startMs, endMs])).toEqual([
      ['a', 0, 2000],
      ['b\nB', 2000, 8000],
    ]);
  });

  it('shows equal lines that begin together once, as long as the longest', () => {
    const lines = [line('a', 0, 1000), line('b', 0, 1000), line('a', 0, 3000), line('a', 4000, 5000)];
    const track = oneTrack(lines, 8000);
    expect(track.map(({ text, startMs, endMs }) => [text, startMs, endMs])).toEqual([
      ['a\nb', 0, 3000],
      ['a', 4000, 5000],
    ]);
    expect(track[0]?.words.map(({ text }) => text)).toEqual(['a', 'b']);
  });

  it('takes 20,000 lines that begin together in its stride', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => line(`line ${index}`, 0, 1000 + index));
    const started = performance.now();
    expect(oneTrack(lines, 60_000)).toMatchObject([{ endMs: 20_999 }]);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('never overlaps and never leaves the video', () => {
    const any = fc
      .tuple(fc.nat(5000), fc.nat(3000))
      .map(([start, length]) => line('x', start, start + length));
    fc.assert(
      fc.property(fc.array(any), fc.integer({ min: 1, max: 6000 }), (lines, length) => {
        let before = 0;
        for (const { startMs, endMs } of oneTrack(lines, length)) {
          expect(startMs).toBeGreaterThanOrEqual(before);
          expect(endMs).toBeGreaterThan(startMs);
          expect(endMs).toBeLessThanOrEqual(length);
          before = endMs;
        }
      }),
    );
  });
});
