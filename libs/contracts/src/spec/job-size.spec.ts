import { HOSTILE_JOBS, captionsOf } from '@reelmill/testing';
import { JOB_LIMITS, beyondLimit } from './job-limits';
import { statedSize } from './job-size';
import { parseSpec } from './parse-spec';

const problems = (input: unknown) => {
  const parsed = parseSpec(input, { pointer: '/input' });
  return parsed.ok ? [] : parsed.problems;
};
const sizeOf = (input: unknown) => {
  const parsed = parseSpec(input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return statedSize(parsed.videos);
};
const audio = { type: 'audio', src: 'https://example.org/a.mp3' };

describe('beyondLimit', () => {
  it('says nothing up to the limit, then the figure, the limit and its name', () => {
    expect(beyondLimit('sources', 1000)).toBeUndefined();
    expect(beyondLimit('sources', 33_000)).toBe(
      'The job has 33,000 different sources; one job can have 1,000: make several of it (limit sources).',
    );
  });
});

describe('a spec that asks for too much', () => {
  const known = HOSTILE_JOBS.filter(({ refusedBy }) => refusedBy?.at === 'submit');

  it.each(known)('$name: is refused by that name when it is read', ({ make, refusedBy }) => {
    expect(problems(make())).toContainEqual({
      pointer: '/input',
      message: expect.stringContaining(`(limit ${refusedBy!.limit})`) as string,
    });
  });

  it.each(HOSTILE_JOBS.filter(({ refusedBy }) => refusedBy?.at === 'planning'))(
    '$name: is left to planning',
    ({ make }) => expect(problems(make())).toEqual([]),
  );

  it('is told the text that is too wide, and how wide it may be', () => {
    const text = (width: number) => ({ type: 'text', text: 'x', width });
    expect(
      problems([{ scenes: [{ elements: [text(1280), text(1281)] }] }, { elements: [text(2000)] }]),
    ).toEqual([
      {
        pointer: '/input/0/scenes/0/elements/1/width',
        message: 'must be at most 1280, 2 times the width of the video (got 1281)',
      },
      {
        pointer: '/input/1/elements/0/width',
        message: 'must be at most 1280, 2 times the width of the video (got 2000)',
      },
    ]);
  });

  it('is told the captions that begin together and are too long, where they surely are in the video', () => {
    const cue = (letter: string): string => `00:00:01.000 --> 00:00:02.000\n${letter.repeat(1200)}\n\n`;
    const spec = (duration: number, captions: string, settings = {}) => ({
      scenes: [{ duration }],
      elements: [{ type: 'subtitles', captions, settings }],
    });
    expect(problems(spec(5, cue('a') + cue('b') + cue('a')))).toEqual([
      {
        pointer: '/input/elements/0/captions',
        message:
          'The captions that begin at 1 s have 2401 characters together; at most 2000 are possible: ' +
          'let them begin one after the other (limit captionLength).',
      },
    ]);
    expect(problems(spec(5, cue('a') + cue('a')))).toEqual([]);
    expect(problems(spec(1, cue('a') + cue('b')))).toEqual([]);
    expect(problems(spec(5, cue('a') + cue('b'), { 'max-words-per-line': 5 }))).toEqual([]);
  });

  it('is told what is wrong with its parts first', () => {
    const spec = { scenes: [{ elements: [{ type: 'text', text: 'x', width: 9000 }, { type: 'sound' }] }] };
    expect(problems(spec).map(({ pointer }) => pointer)).toEqual(['/input/scenes/0/elements/1/type']);
  });
});

describe('statedSize', () => {
  it('counts each source once over all videos, and the letters of texts and captions apart', () => {
    const captions = '00:01.0 --> 00:02.0\n<b>Hello</b>\nthere';
    const size = sizeOf([
      { elements: [audio, audio, { type: 'text', text: 'four' }] },
      { elements: [{ ...audio, src: `asset:${'a'.repeat(64)}` }, audio, { type: 'subtitles', captions }] },
    ]);
    expect(size).toMatchObject({ sources: 2, textCharacters: 4, captionCharacters: 11 });
  });

  it('takes of lengths what is stated, overlaps off', () => {
    const fade = { transition: { duration: 4 } };
    const scenes = [
      { duration: 100 },
      { duration: 4, ...fade },
      { elements: [{ ...audio, start: 3, duration: 7 }] },
    ];
    const { pixelFrames } = sizeOf({ fps: 50, scenes });
    const whole = 640 * 360 * 50 * 112;
    expect(pixelFrames).toBeLessThanOrEqual(whole);
    expect(pixelFrames).toBeGreaterThan(0.99 * whole);
  });

  it('leaves room for a captions file of three hours, three words a second', () => {
    const { captionCharacters = 0 } = sizeOf({
      elements: [
        {
          type: 'subtitles',
          captions: captionsOf(8100, 4000 / 3, () => 'about four longer words'),
        },
      ],
    });
    expect(captionCharacters).toBeGreaterThan(180_000);
    expect(captionCharacters).toBeLessThan(JOB_LIMITS.captionCharacters.most / 2);
  });
});
