import { parseSpec } from '@reelmill/contracts';
import { HOSTILE_JOBS, captionsOf } from '@reelmill/testing';
import { compiled, facts, layout, problemsOf, spoken, SRC } from '../test/sample-facts';
import { compileVideos, type CompileOptions } from './compile-videos';

/** What becomes of a job, and for how many texts it was laid out. */
function tried(input: unknown, more: Partial<CompileOptions> = {}) {
  const parsed = parseSpec(input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  let layouts = 0;
  const counted: CompileOptions['layout'] = (block) => {
    layouts += 1;
    return layout(block);
  };
  const result = compileVideos(parsed.videos, { facts: facts(), layout: counted, ...more });
  return { problems: result.ok ? [] : result.problems, layouts };
}

const limit = (name: string) => ({
  pointer: '',
  code: 'spec_impossible',
  message: expect.stringContaining(`(limit ${name})`) as string,
});
const title = { type: 'text', text: 'A title' };
const blink = { type: 'video', src: SRC.silent, loop: true, seek: 3.46 };

describe('a job', () => {
  it('has room for an hour of captions, three a second, under a title', () => {
    const video = compiled({
      scenes: [{ duration: 3600 }],
      elements: [
        { type: 'text', text: 'A title '.repeat(10), settings: { 'font-size': 10 } },
        {
          type: 'subtitles',
          captions: captionsOf(10_800, 1000 / 3, (at) => `Some words in\na caption ${at}`),
        },
      ],
    });
    expect(video.segments).toHaveLength(900);
    expect(video.cues).toHaveLength(10_800);
  });

  it('is counted over all its videos, before anything is laid out', () => {
    const hour = { width: 1920, height: 1080, scenes: [{ duration: 3600, elements: [title] }] };
    expect(tried(new Array(5).fill(hour))).toEqual({ problems: [], layouts: 5 });
    const uncertain = {
      ...hour,
      scenes: [{ elements: [title, { type: 'audio', src: SRC.music, start: 3600 }] }],
    };
    expect(tried(new Array(6).fill(uncertain))).toEqual({ problems: [limit('pixelFrames')], layouts: 0 });
  });

  it('has its fact tasks counted, too', () => {
    const scenes = [{ duration: 3600, elements: [title] }];
    expect(tried({ scenes }, { tasks: 9098 }).problems).toEqual([]);
    expect(tried({ scenes }, { tasks: 9099 })).toEqual({ problems: [limit('tasks')], layouts: 0 });
  });

  it('has each repetition of a loop counted as a layer', () => {
    const scenes = [{ duration: 10_800, elements: [title, blink, blink] }];
    expect(tried({ scenes })).toEqual({ problems: [limit('layers')], layouts: 0 });
  });

  it('has transcribed words counted, once for each time that they sound', () => {
    const words = spoken('a-rather-long-word '.repeat(12).trim());
    const voice = { type: 'audio', src: SRC.voice, id: 'v' };
    const elements = Array.from({ length: 900 }, () => ({ ...voice, id: undefined }));
    const spec = {
      scenes: Array.from({ length: 3 }, () => ({ elements })),
      elements: [{ type: 'subtitles' }],
    };
    const known = facts({ [SRC.voice]: words });
    const compilation = tried([spec], { facts: known });
    expect(compilation).toEqual({
      problems: [expect.objectContaining({ code: 'spec_impossible' })],
      layouts: 0,
    });
    const few = { ...spec, scenes: [{ elements: elements.slice(0, 600) }] };
    expect(tried(new Array(5).fill(few), { facts: known })).toEqual({
      problems: [limit('captionCharacters')],
      layouts: 0,
    });
  });

  it('has its plans counted as they are written, and no further than the limit', () => {
    const long = { type: 'text', text: 'word '.repeat(399), settings: { 'font-size': 8 } };
    const problems = problemsOf({
      fps: 1,
      scenes: [{ duration: 10_800, elements: Array.from({ length: 60 }, () => long) }],
    });
    expect(problems).toEqual([limit('planBytes')]);
    expect(problems[0]?.message).toMatch(/ 64,\d{3},\d{3} bytes/);
  });

  it('is no more laid out after the first problem', () => {
    const huge = { type: 'text', text: 'x'.repeat(500), settings: { 'font-size': 900 } };
    const elements = [huge, huge, title, title];
    const { problems, layouts } = tried([{ scenes: [{ elements }] }, { elements }]);
    expect(problems).toEqual([
      { pointer: '/0/scenes/0/elements/0', code: 'spec_impossible', message: expect.any(String) as string },
    ]);
    expect(layouts).toBe(1);
  });

  it('has the lines of its texts counted as they are laid out', () => {
    const lines = { type: 'text', text: 'x\n'.repeat(900), settings: { 'font-size': 4 } };
    const elements = Array.from({ length: 100 }, () => lines);
    expect(tried({ scenes: [{ elements }] })).toEqual({ problems: [limit('textRuns')], layouts: 45 });
  });
});

describe('a hostile job', () => {
  const passing = HOSTILE_JOBS.filter(({ refusedBy }) => refusedBy?.at !== 'submit');

  it.each(passing.filter(({ refusedBy }) => refusedBy))('$name: fails by name', ({ make, refusedBy }) => {
    const { problems, layouts } = tried(make());
    expect(problems).toEqual([limit(refusedBy!.limit)]);
    expect(layouts).toBeLessThanOrEqual(60);
  });

  it.each(passing.filter(({ refusedBy }) => !refusedBy))('$name: costs little', ({ make }) => {
    const { problems, layouts } = tried(make());
    expect(problems).toEqual([]);
    expect(layouts).toBeLessThan(25_000);
  });
});

it('finds captions that are longer than a file of them may be', () => {
  const subtitles = {
    type: 'subtitles',
    captions: captionsOf(150, 2000, () => 'a '.repeat(990)),
    settings: { 'max-words-per-line': 1 },
  };
  const problems = problemsOf({ elements: [subtitles] });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ pointer: '', code: 'spec_impossible' });
  expect(problems[0]?.message).toMatch(/at most 5000000 are possible/);
});

describe('captions that begin together', () => {
  const together = (count: number) =>
    Array.from({ length: count }, (_, at) => `00:00:01.500 --> 00:00:0${2 + (at % 7)}.000\n${at} `).map(
      (cue, at) => cue + 'x'.repeat(1998 - `${at}`.length),
    );
  const shown = (cues: string[]) => ({
    scenes: [{ duration: 10 }],
    elements: [title, { type: 'subtitles', captions: cues.join('\n\n'), settings }],
  });
  // With it a spec is not refused before: its captions may become shorter ones.
  const settings = { 'font-size': 4, 'max-words-per-line': 50 };

  it.each([2, 250])('are refused by name before they are laid out when they are too long: %d', (count) => {
    const { problems, layouts } = tried(shown(together(count)));
    expect(problems).toEqual([
      {
        pointer: '/elements/1',
        code: 'spec_impossible',
        message: expect.stringMatching(/ at 1\.5 s .*\(limit captionLength\)/) as string,
      },
    ]);
    expect(layouts).toBe(0);
  });

  it('may be as long as one of them', () => {
    expect(tried(shown(together(1)))).toEqual({ problems: [], layouts: 2 });
  });
});
