import fc from 'fast-check';
import { parseSpec, type ParseSpecOptions } from './parse-spec';

const SRC = 'https://example.org/a.png';
const image = { type: 'image', src: SRC };
const audio = { type: 'audio', src: SRC };

const problems = (input: unknown, options?: ParseSpecOptions) => {
  const parsed = parseSpec(input, options);
  return parsed.ok ? [] : parsed.problems;
};
const problemAt = (pointer: string, input: unknown, options?: ParseSpecOptions) =>
  problems(input, options).find((problem) => problem.pointer === pointer)?.message;
const video = (input: unknown) => {
  const parsed = parseSpec(input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [first] = parsed.videos;
  if (!first) throw new Error('no video');
  return first;
};
const element = (spec: Record<string, unknown>) => video({ elements: [spec] }).elements[0];

describe('defaults', () => {
  it('fills in a video', () => {
    expect(video({ scenes: [{}] })).toEqual({
      resolution: 'sd',
      width: 640,
      height: 360,
      fps: 25,
      quality: 'high',
      'background-color': '#000000',
      scenes: [{ duration: 'auto', elements: [] }],
      elements: [],
    });
  });

  it('takes the size of a named resolution, and a custom one', () => {
    expect(video({ resolution: 'instagram-story', scenes: [{}] })).toMatchObject({
      width: 1080,
      height: 1920,
    });
    expect(video({ width: 300, height: 200, scenes: [{}] })).toMatchObject({
      resolution: 'custom',
      width: 300,
      height: 200,
    });
    expect(problems({ resolution: 'hd', width: 1280, height: 720, scenes: [{}] })).toEqual([]);
  });

  it('gives media their natural duration, looping ones and the rest that of the container', () => {
    expect(element(audio)).toMatchObject({ duration: 'media' });
    expect(element({ ...audio, loop: -1, duration: -1 })).toMatchObject({ duration: 'end', loop: true });
    expect(element(image)).toMatchObject({ duration: 'end' });
    expect(element({ ...audio, duration: 'auto' })).toMatchObject({ duration: 'media' });
    expect(element({ ...audio, duration: -2 })).toMatchObject({ duration: 'end' });
  });

  it('takes positions in either word order, and x or y as custom', () => {
    expect(element({ ...image, position: 'left-top' })).toMatchObject({ position: 'top-left' });
    expect(element({ ...image, position: 'center-bottom' })).toMatchObject({ position: 'bottom-center' });
    expect(element({ ...image, x: 5 })).toMatchObject({ position: 'custom', x: 5, y: 0 });
    expect(element(image)).toMatchObject({ position: 'center-center' });
    expect(element({ ...image, position: 'custom' })).toMatchObject({ x: 0, y: 0 });
  });

  it('reads names that mean the same', () => {
    expect(element({ ...image, resize: 'fit', width: -1 })).toMatchObject({
      resize: 'contain',
      width: undefined,
    });
    expect(element({ ...image, resize: 'stretch' })).toMatchObject({ resize: 'fill' });
    const text = element({ type: 'text', text: 'x', settings: { color: '#FFAA00', 'font-weight': 'bold' } });
    expect(text).toMatchObject({ settings: { 'font-color': '#ffaa00', 'font-weight': 700 } });
  });

  it('gives itself when it is parsed again', () => {
    const first = video({
      scenes: [
        {
          elements: [
            { ...image, x: 1, width: 20 },
            { ...audio, loop: true },
            { type: 'text', text: 'x' },
          ],
        },
      ],
      elements: [{ type: 'subtitles', language: 'auto', settings: { position: 'top-left' } }],
    });
    expect(video(JSON.parse(JSON.stringify(first)))).toEqual(JSON.parse(JSON.stringify(first)));
  });
});

describe('problems', () => {
  it('finds all at once, with pointers in the spelling of the caller', () => {
    const found = problems(
      { fps: 0, background_color: 'red', scenes: [{ elements: [{ ...image, z_index: 200, durration: 3 }] }] },
      { pointer: '/input' },
    );
    expect(found).toEqual([
      { pointer: '/input/fps', message: 'must be at least 1 (got 0)' },
      {
        pointer: '/input/background_color',
        message: 'expected an opaque colour such as "#ff8800" (got "red")',
      },
      { pointer: '/input/scenes/0/elements/0/z_index', message: 'must be at most 99 (got 200)' },
      {
        pointer: '/input/scenes/0/elements/0/durration',
        message: 'unknown key "durration"; did you mean "duration"?',
      },
    ]);
  });

  it('points into the list of videos and escapes keys', () => {
    expect(problems([{ scenes: [{}] }, { scenes: [{}], 'a/b~c': 1 }]).map(({ pointer }) => pointer)).toEqual([
      '/1/a~1b~0c',
    ]);
  });

  it('refuses a key in both spellings', () => {
    expect(problems({ elements: [{ ...image, 'z-index': 1, z_index: 2 }] })).toEqual([
      { pointer: '/elements/0/z-index', message: 'is given twice, also as "z_index"; give it once' },
    ]);
  });

  it('suggests the nearest known value, or lists them', () => {
    expect(problemAt('/resolution', { resolution: 'fullhd', scenes: [{}] })).toBe(
      'unknown value "fullhd"; did you mean "full-hd"?',
    );
    expect(problemAt('/elements/0/type', { elements: [{ type: 'voice' }] })).toMatch(
      /^unknown value "voice"; known are "image", "video"/,
    );
    expect(problemAt('/elements/0/type', { elements: [{}] })).toMatch(/^is missing; known are "image"/);
  });

  it('never shows more than 60 characters of a value', () => {
    const message = problemAt('/resolution', { resolution: '😀'.repeat(500), scenes: [{}] }) ?? '';
    expect([...message].length).toBeLessThan(400);
    expect(message).toContain('…');
  });

  it('says how to give a file that is not on the web', () => {
    for (const src of ['file:///etc/passwd', '/tmp/a.png', 'asset:12', 'http://', 'https://a b']) {
      expect(problemAt('/elements/0/src', { elements: [{ ...image, src }] })).toMatch(/POST \/v1\/assets/);
    }
    expect(problemAt('/elements/0/src', { elements: [{ ...image, src: 'http://[::1' }] })).toMatch(
      /can be parsed/,
    );
    expect(element({ ...image, src: `ASSET:${'AB'.repeat(32)}` })).toMatchObject({
      src: `asset:${'ab'.repeat(32)}`,
    });
  });

  it.each<[string, string, unknown]>([
    [
      '/width',
      'resolution "hd" is 1280x720; leave this out or use "custom"',
      { resolution: 'hd', width: 640, scenes: [{}] },
    ],
    ['/height', 'is missing; a custom resolution needs width and height', { width: 640, scenes: [{}] }],
    ['/width', 'must be an even number (got 641)', { width: 641, height: 480, scenes: [{}] }],
    ['', 'a video needs at least one scene or one element', { scenes: [] }],
    [
      '/elements/1/id',
      'another element of this video has the id "a"',
      {
        elements: [
          { ...image, id: 'a' },
          { ...audio, id: 'a' },
        ],
      },
    ],
    [
      '/elements/0/x',
      '"x" needs "position": "custom" (got "top-left")',
      { elements: [{ ...image, x: 1, position: 'top-left' }] },
    ],
    [
      '/elements/0/settings/color',
      '"color" and "font-color" are the same; give one',
      { elements: [{ type: 'text', text: 'x', settings: { color: '#ffffff', font_color: '#ffffff' } }] },
    ],
    ['/elements/0/text', 'must not be blank (got " \\n")', { elements: [{ type: 'text', text: ' \n' }] }],
    [
      '/elements/0/text',
      'must be valid Unicode text without NUL characters (got "a\\u0000")',
      { elements: [{ type: 'text', text: 'a\0' }] },
    ],
    [
      '/elements/0/text',
      'must be valid Unicode text without NUL characters (got "\\ud800")',
      { elements: [{ type: 'text', text: '\ud800' }] },
    ],
    [
      '/scenes/0/elements/0/type',
      'subtitles belong to the video: move this element to its "elements"',
      { scenes: [{ elements: [{ type: 'subtitles' }] }] },
    ],
    [
      '/elements/2',
      'a video has at most one subtitles element',
      { elements: [audio, { type: 'subtitles' }, { type: 'subtitles' }] },
    ],
    [
      '/elements/0',
      'there is no audio or video element to transcribe; give "captions" as SRT or VTT text',
      { elements: [{ type: 'subtitles' }] },
    ],
    [
      '/elements/1/source/0',
      'no element has the id "voise"; did you mean "voice"?',
      {
        elements: [
          { ...audio, id: 'voice' },
          { type: 'subtitles', source: ['voise'] },
        ],
      },
    ],
    [
      '/elements/1/source',
      'element "i" is no audio or video element',
      {
        elements: [
          { ...image, id: 'i' },
          { type: 'subtitles', source: 'i' },
        ],
      },
    ],
    ['/fps', 'must have at most three decimals (got 29.97002)', { fps: 29.97002, scenes: [{}] }],
    ['', 'expected an object (got null)', null],
    ['', 'is missing; expected an object', undefined],
    ['', 'expected 1 to 20 videos (got 0)', []],
  ])('%s: %s', (pointer, message, input) => {
    expect(problems(input)).toContainEqual({ pointer, message });
  });

  it('explains durations that an element or scene can not have', () => {
    expect(problemAt('/elements/0/duration', { elements: [{ ...image, duration: -1 }] })).toMatch(
      /no natural length \(got -1\)$/,
    );
    expect(problemAt('/scenes/0/duration', { scenes: [{ duration: -2 }] })).toMatch(
      /as long as its elements\) \(got -2\)$/,
    );
    expect(problemAt('/elements/0/duration', { elements: [{ ...audio, duration: 0 }] })).toMatch(
      /^expected seconds above 0/,
    );
  });

  it('reads captions when the spec is read', () => {
    const withCaptions = (captions: string) => ({ elements: [{ type: 'subtitles', captions }] });
    expect(problemAt('/elements/0/captions', withCaptions('https://example.org/a.srt'))).toMatch(
      /not supported yet/,
    );
    expect(problemAt('/elements/0/captions', withCaptions('1\nx --> y\nz'))).toMatch(/^line 2:/);
    expect(problems(withCaptions('00:01.0 --> 00:02.0\nHi'))).toEqual([]);
  });

  it('checks fonts against those that there are', () => {
    const spec = { elements: [{ type: 'text', text: 'x', settings: { font_family: 'Noto Sanz' } }] };
    expect(problemAt('/elements/0/settings/font_family', spec, { fontFamilies: ['Lato', 'Noto Sans'] })).toBe(
      'unknown font "Noto Sanz"; did you mean "Noto Sans"?',
    );
    expect(problems(spec)).toEqual([]);
    expect(problems(spec, { fontFamilies: ['noto SANZ'] })).toEqual([]);
  });

  it('reports the first hundred and that there are more', () => {
    const bad = (count: number) => ({ scenes: Array.from({ length: count }, () => ({ duration: 'x' })) });
    expect(problems(bad(100))).toHaveLength(100);
    const found = problems(bad(101));
    expect(found).toHaveLength(101);
    expect(found.at(-1)?.message).toBe('there are more problems; these are the first 100');
  });

  it('does not take what an object inherits for a key', () => {
    expect(problems({ scenes: [{}], resolution: 'constructor' })).toHaveLength(1);
    expect(
      problems(JSON.parse('{"scenes":[{}],"__proto__":{"fps":1}}')).map(({ pointer }) => pointer),
    ).toEqual(['/__proto__']);
  });
});

it('never throws, whatever it is given', () => {
  const junk = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      fc.jsonValue(),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          'scenes',
          'elements',
          'type',
          'settings',
          'src',
          'id',
          'source',
          'position',
          'x',
          'z_index',
          'width',
          'resolution',
        ),
        fc.oneof(tie('node'), fc.constantFrom('text', 'subtitles', 'image', 'hd', 'custom')),
      ),
    ),
  }));
  fc.assert(
    fc.property(junk.node, (input) => {
      const parsed = parseSpec(input, { fontFamilies: ['Lato'] });
      if (!parsed.ok) expect(parsed.problems.length).toBeGreaterThan(0);
    }),
  );
});
