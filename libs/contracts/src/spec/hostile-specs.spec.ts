import { parseSpec, type SpecProblem } from './parse-spec';

const SRC = 'https://example.org/a.png';

type Json = string | number | Json[] | { [key: string]: Json };

/** A valid spec with every place where text may stand. */
const FULL: Json = {
  id: 'video',
  comment: 'all of it',
  resolution: 'hd',
  quality: 'low',
  background_color: '#000000',
  scenes: [
    {
      id: 'first',
      comment: 'a scene',
      duration: 'auto',
      'background-color': 'transparent',
      transition: { style: 'fade' },
      elements: [
        {
          type: 'image',
          id: 'picture',
          comment: 'an image',
          src: SRC,
          resize: 'cover',
          position: 'top-left',
        },
        { type: 'video', src: SRC, duration: 'end' },
        { type: 'text', text: 'words', settings: { 'font-family': 'Lato', 'text-align': 'left' } },
        { type: 'color', color: '#ffffff' },
      ],
    },
  ],
  elements: [
    { type: 'audio', id: 'voice', src: SRC, duration: 'media' },
    {
      type: 'subtitles',
      captions: '00:01.0 --> 00:02.0\nHi',
      language: 'en',
      settings: { style: 'classic', 'font-family': 'Lato', position: 'top-left' },
    },
  ],
};

const problems = (input: unknown): SpecProblem[] => {
  const parsed = parseSpec(input, { pointer: '/input' });
  return parsed.ok ? [] : parsed.problems;
};
const pointers = (input: unknown): string[] => problems(input).map(({ pointer }) => pointer);

/** The document once for each of its strings and keys, with `bad` at the end of it, and the pointer to it. */
function* spoiled(value: Json, bad: string, at = ''): Generator<[string, Json]> {
  if (typeof value === 'string') yield [at, value + bad];
  if (typeof value !== 'object') return;
  const isList = Array.isArray(value);
  for (const [key, member] of Object.entries(value)) {
    const rebuilt = (name: string, inner: Json): Json => {
      const entries = Object.entries(value).map(([k, v]): [string, Json] =>
        k === key ? [name, inner] : [k, v],
      );
      return isList ? entries.map(([, each]) => each) : Object.fromEntries(entries);
    };
    if (!isList) yield [`${at}/${key}${bad}`, rebuilt(key + bad, member)];
    for (const [pointer, inner] of spoiled(member, bad, `${at}/${key}`)) yield [pointer, rebuilt(key, inner)];
  }
}

describe('text that no database takes', () => {
  it('begins with a spec that is fine', () => {
    expect(problems(FULL)).toEqual([]);
  });

  it.each([
    ['NUL', '\0'],
    ['a high surrogate alone', '\ud800'],
    ['a low surrogate alone', '\udc00'],
  ])('%s is pointed at, in every string and every key', (_name, bad) => {
    const cases = [...spoiled(FULL, bad, '')];
    expect(cases.length).toBeGreaterThan(60);
    for (const [pointer, spec] of cases) {
      const found = pointers(spec).map((each) => each.replace(bad, ''));
      expect(found).toContain(`/input${pointer.replace(bad, '')}`);
    }
  });

  it('is one problem of an address, not two', () => {
    const spec = { elements: [{ type: 'image', src: 'https://e.org/a\0b' }] };
    expect(problems(spec)).toEqual([
      {
        pointer: '/input/elements/0/src',
        message: 'must be valid Unicode text without NUL characters (got "https://e.org/a\\u0000b")',
      },
    ]);
  });
});

describe('keys in the spelling of the caller', () => {
  it('keeps underscores in pointers and messages', () => {
    expect(problems(JSON.parse('{"scenes":[{}],"__proto__":{"fps":1},"back_ground_colour":1}'))).toEqual([
      { pointer: '/input/__proto__', message: expect.stringContaining('unknown key "__proto__"') as string },
      {
        pointer: '/input/back_ground_colour',
        message: 'unknown key "back_ground_colour"; did you mean "background-color"?',
      },
    ]);
  });

  it('points at the spelling that came first, and shows the other', () => {
    expect(problems({ scenes: [{}], background_color: '#000000', 'background-color': '#ffffff' })).toEqual([
      {
        pointer: '/input/background_color',
        message: 'is given twice, also as "background-color"; give it once',
      },
    ]);
  });

  it('leaves keys of more than a hundred characters out of pointers', () => {
    const long = 'k'.repeat(101);
    expect(pointers({ scenes: [{}], [long]: { a_b: 1, 'a-b': 2 } })).toEqual(['/input', '/input']);
  });
});

describe('size', () => {
  const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k_${n}`, n]));
  const scenes = (count: number, element: unknown) => ({
    scenes: new Array(count).fill({ elements: new Array(1000).fill(element) }),
  });
  const outsized = [
    { pointer: '/input', message: 'has more than 100000 keys and list entries; make several jobs of it' },
  ];
  /** Of processor time, so that a busy machine fails nothing: far above what they take, far below what all of it would. */
  const LIMIT_MS = 3000;
  const spentMs = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };

  it.each<[string, unknown, SpecProblem[]]>([
    ['300,000 unknown keys', keys(300_000), outsized],
    ['a million videos', new Array(1_000_000).fill(1), outsized],
    ['a million scenes', { scenes: new Array(1_000_000).fill({}) }, outsized],
    [
      '100,000 levels',
      nested(100_000),
      [{ pointer: '/input/0', message: 'expected an object (got a list)' }],
    ],
    [
      '100,000 levels under an unknown key',
      { scenes: [{}], x: nested(100_000) },
      [{ pointer: '/input/x', message: expect.stringContaining('unknown key "x"') as string }],
    ],
    [
      'ten million letters as a video',
      'x'.repeat(10_000_000),
      [{ pointer: '/input', message: `expected an object (got "${'x'.repeat(58)}…)` }],
    ],
  ])('%s: answered at once', (_name, input, expected) => {
    const begin = spentMs();
    expect(problems(input)).toEqual(expected);
    expect(spentMs() - begin).toBeLessThan(LIMIT_MS);
  });

  it.each<[string, () => unknown]>([
    ['unknown keys', () => keys(99_000)],
    ['elements that are none', () => scenes(98, 1)],
    ['elements without a type', () => scenes(98, {})],
    ['elements that are all wrong', () => scenes(24, { type: 'image', src: 'x', zoom: 'y' })],
    ['keys in two spellings', () => scenes(33, { a_b: 1, 'a-b': 1 })],
    [
      'sources that are not there',
      () => ({
        elements: [
          ...Array.from({ length: 900 }, (_, n) => ({ type: 'audio', src: SRC, id: `voice-${n}`.repeat(9) })),
          { type: 'subtitles', source: Array.from({ length: 90_000 }, (_, n) => `voixe-${n}`.repeat(9)) },
        ],
      }),
    ],
    [
      'unknown fonts',
      () => ({
        elements: new Array(900).fill({
          type: 'text',
          text: 'x',
          settings: { font_family: 'Lat'.repeat(30) },
        }),
      }),
    ],
  ])('of 100,000 %s the first hundred are shown, at once', (_name, make) => {
    const input = make();
    const begin = spentMs();
    const parsed = parseSpec(input, { fontFamilies: Array.from({ length: 200 }, (_, n) => `Font ${n}`) });
    expect(spentMs() - begin).toBeLessThan(LIMIT_MS);
    const found = parsed.ok ? [] : parsed.problems;
    expect(found).toHaveLength(101);
    expect(found.at(-1)).toEqual({
      pointer: '',
      message: 'there are more problems; these are the first 100',
    });
  });

  it('never repeats what is long', () => {
    const long = 'x'.repeat(1_000_000);
    const spec = {
      [long]: { a_b: 1, 'a-b': 2 },
      elements: [
        { type: 'audio', src: SRC, id: long },
        { type: 'subtitles', source: 'voice', captions: long },
      ],
    };
    const found = problems(spec);
    expect(found.length).toBeGreaterThan(3);
    expect(JSON.stringify(found).length).toBeLessThan(4000);
  });
});

it('does not ask a value for its name', () => {
  const odd = { toString: 1, valueOf: 1, toJSON: 1 };
  const spec = { id: odd, resolution: odd, elements: [{ type: odd }, { type: 'subtitles', source: odd }] };
  expect(pointers(spec)).toContain('/input/elements/0/type');
});
