import { compileVideos } from './compile-videos';
import { compiled, facts, layout, problemsOf, sha256Of, specOf, spoken, SRC } from '../test/sample-facts';

const image = { type: 'image', src: SRC.wide };
const clip = { type: 'video', src: SRC.clip };
const voice = { type: 'audio', src: SRC.voice };
const color = { type: 'color', color: '#ff0000' };
const text = { type: 'text', text: 'Hi' };
const red = { 'background-color': '#ff0000' };
const blue = { 'background-color': '#0000ff' };

const cuts = (spec: unknown) =>
  compiled(spec).segments.map(({ plan, startFrame }) => [startFrame, plan.frames, plan.scenes.length]);
const framesOf = (scene: unknown) => compiled({ scenes: [scene] }).frames;

describe('lengths', () => {
  it('takes the latest end of what resolves without the scene, with its extra time', () => {
    expect(framesOf({ elements: [image, { ...voice, start: 1, 'extra-time': 0.5 }] })).toBe(25 + 151 + 13);
    expect(framesOf({ elements: [{ ...clip, duration: 2 }, voice] })).toBe(151);
    expect(framesOf({ elements: [{ ...clip, seek: 4 }] })).toBe(150);
    expect(framesOf({ elements: [image, { ...text, duration: 3 }] })).toBe(75);
  });

  it('is 5 s when nothing resolves, and what is stated when it is stated', () => {
    expect(framesOf({ elements: [image, { ...clip, loop: true }] })).toBe(125);
    expect(framesOf({ duration: 2.5, elements: [voice] })).toBe(63);
  });

  it('is not changed by the elements of the video when there are scenes', () => {
    expect(compiled({ scenes: [{ duration: 2 }], elements: [clip] }).frames).toBe(50);
  });

  it('comes from the elements of the video or its captions when there are no scenes', () => {
    expect(compiled({ elements: [image, voice] }).frames).toBe(151);
    const captions = '00:01.0 --> 00:07.0\nHi';
    expect(compiled({ elements: [image, { type: 'subtitles', captions }] }).frames).toBe(175);
  });
});

describe('segments', () => {
  it('cuts every 4 s from the first frame of a scene; a tail under a second joins its predecessor', () => {
    expect(cuts({ scenes: [{ duration: 10 }, { duration: 4.9 }] })).toEqual([
      [0, 100, 1],
      [100, 100, 1],
      [200, 50, 1],
      [250, 123, 1],
    ]);
  });

  it('makes a transition a segment of its own; a head under a second after it joins its successor', () => {
    expect(cuts({ scenes: [{ duration: 8 }, { duration: 9, transition: { duration: 3.5 } }] })).toEqual([
      [0, 112, 1],
      [112, 88, 2],
      [200, 112, 1],
      [312, 25, 1],
    ]);
  });

  it('shortens a transition to half the shorter scene', () => {
    const video = compiled({ scenes: [{ duration: 2 }, { duration: 10, transition: { duration: 3 } }] });
    expect(video.frames).toBe(50 + 250 - 25);
    expect(video.warnings).toEqual([
      '/scenes/1/transition is shortened to 1.00 s, half of the shorter scene.',
    ]);
    expect(video.segments[1]?.plan).toMatchObject({ frames: 25, transition: 'fade' });
  });

  it('warns of a transition into the first scene', () => {
    expect(compiled({ scenes: [{ duration: 1, transition: {} }] }).warnings).toHaveLength(1);
  });

  it('shows the leaving and the entering scene in a transition', () => {
    const video = compiled({
      scenes: [
        { duration: 4, ...red, elements: [{ ...text, start: 3.5 }] },
        {
          duration: 4,
          ...blue,
          transition: { duration: 1 },
          elements: [{ ...color, start: 0.5, duration: 2 }],
        },
      ],
    });
    const plan = video.segments[1]?.plan;
    expect(plan?.scenes).toMatchObject([
      { background: '#ff0000', layers: [{ kind: 'text', from: 13 }] },
      { background: '#0000ff', layers: [{ kind: 'color', from: 13 }] },
    ]);
  });

  it('cuts at round(4 · fps) for rational rates', () => {
    const video = compiled({ fps: 29.97, scenes: [{ duration: 10 }] });
    expect(video.segments.map(({ plan }) => plan.frames)).toEqual([120, 120, 60]);
    expect(video.audio.samples).toBe(Math.round((300 * 48_000 * 1001) / 30_000));
  });
});

describe('layers', () => {
  it('gives a static layer no time where it shows throughout', () => {
    const { segments } = compiled({
      scenes: [{ duration: 8, elements: [{ ...text, start: 1, duration: 5 }] }],
    });
    expect(segments[0]?.plan.scenes[0]?.layers[0]).toMatchObject({ kind: 'text', from: 25 });
    expect(segments[1]?.plan.scenes[0]?.layers[0]).toMatchObject({ kind: 'text', until: 50 });
    expect(Object.keys(segments[0]?.plan.scenes[0]?.layers[0] ?? {}).sort()).toEqual([
      'from',
      'kind',
      'picture',
      'x',
      'y',
    ]);
  });

  it('carries the offset of zooms and clips', () => {
    const { segments } = compiled({
      scenes: [
        {
          elements: [
            { ...clip, start: 1, seek: 2, zoom: 3 },
            { ...image, zoom: -2, duration: 4 },
          ],
        },
      ],
    });
    expect(segments.slice(0, 2).map(({ plan }) => plan.scenes[0]?.layers[0])).toMatchObject([
      { from: 25, seekUs: 2_000_000, seekFrames: 0, zoom: { from: 1, to: 1.3, frame: 0, frames: 200 } },
      { seekFrames: 75, zoom: { frame: 75 } },
    ]);
    expect(segments[0]?.plan.scenes[0]?.layers[1]).toMatchObject({
      zoom: { from: 1.2, to: 1, frame: 0, frames: 100 },
    });
  });

  it('makes a looped clip one layer per repetition', () => {
    const { segments } = compiled({
      scenes: [{ duration: 8, elements: [{ type: 'video', src: SRC.silent, loop: true }] }],
    });
    const layers = segments.map(({ plan }) =>
      plan.scenes[0]?.layers.map((layer) => ({ ...layer, place: 0, asset: 0 })),
    );
    const rest = { kind: 'video', place: 0, asset: 0, seekUs: 0 };
    expect(layers).toEqual([
      [
        { ...rest, seekFrames: 0, until: 88 },
        { ...rest, seekFrames: 0, from: 88 },
      ],
      [
        { ...rest, seekFrames: 12, until: 75 },
        { ...rest, seekFrames: 0, from: 75 },
      ],
    ]);
  });

  it('orders by z-index, then as given; below zero under the scenes', () => {
    const { segments } = compiled({
      scenes: [{ duration: 1, elements: [{ ...color, 'z-index': 2 }, image, text] }],
      elements: [text, { ...clip, 'z-index': -1 }, { ...image, 'z-index': -2 }],
    });
    const plan = segments[0]?.plan;
    expect(plan?.under.map(({ kind }) => kind)).toEqual(['image', 'video']);
    expect(plan?.scenes[0]?.layers.map(({ kind }) => kind)).toEqual(['image', 'text', 'color']);
    expect(plan?.over.map(({ kind }) => kind)).toEqual(['text']);
  });

  it('makes a scene transparent where something lies under it, over the colour of the video', () => {
    const spec = {
      'background-color': '#00FF00',
      scenes: [{ duration: 4 }, { duration: 4 }, { duration: 4, ...red }],
      elements: [{ ...image, duration: 2, 'z-index': -1 }],
    };
    const plans = compiled(spec).segments.map(({ plan }) => plan);
    expect(plans[0]).toMatchObject({
      under: [{ kind: 'color', color: '#00ff00' }, { kind: 'image' }],
      scenes: [{ background: null }],
    });
    expect(plans[1]).toMatchObject({ under: [], scenes: [{ background: '#00ff00' }] });
    expect(plans[2]).toMatchObject({ under: [], scenes: [{ background: '#ff0000' }] });
  });

  it('leaves out what lies under opaque scenes', () => {
    const fade = { transition: { duration: 1 } };
    const { segments } = compiled({
      scenes: [
        { duration: 4, ...red },
        { duration: 4, ...blue, ...fade },
        { duration: 4, 'background-color': '#00ff0080', ...fade },
        { duration: 4, ...fade },
      ],
      elements: [{ ...image, 'z-index': -1 }],
    });
    const under = segments.map(({ plan }) => [plan.scenes.length, plan.under.length]);
    expect(under).toEqual([
      [1, 0],
      [2, 0],
      [1, 0],
      [2, 1],
      [1, 1],
      [2, 1],
      [1, 1],
    ]);
  });

  it('warns of what is never seen and leaves it out', () => {
    const video = compiled({
      scenes: [
        {
          duration: 2,
          elements: [
            { ...text, start: 3 },
            { ...image, x: 5000 },
            { ...text, text: 'ß' },
          ],
        },
      ],
    });
    expect(video.segments[0]?.plan.scenes[0]?.layers).toHaveLength(1);
    expect(video.warnings).toEqual([
      '/scenes/0/elements/0 starts after the end of what it is in and is never seen or heard.',
      '/scenes/0/elements/1 lies outside of the picture and is never seen.',
      '/scenes/0/elements/2 has characters that no font here can show: ß',
    ]);
  });
});

describe('text', () => {
  const placeOf = (more: Record<string, unknown>) => {
    const layer = compiled({ scenes: [{ duration: 1, elements: [{ ...text, ...more }] }] }).segments[0]?.plan
      .scenes[0]?.layers[0];
    return layer?.kind === 'text' ? { x: layer.x, y: layer.y, width: layer.picture.width } : undefined;
  };

  it('is centred at 8 % of the height by default', () => {
    expect(placeOf({})).toEqual({ x: 306, y: 162, width: 30 });
  });

  it('keeps 5 % from the edges, and stands where it is told', () => {
    expect(placeOf({ position: 'top-left' })).toMatchObject({ x: 32, y: 18 });
    expect(placeOf({ x: 11, y: 20 })).toMatchObject({ x: 12, y: 20 });
    expect(placeOf({ x: 10, width: 130, settings: { 'text-align': 'right' } })).toMatchObject({ x: 110 });
  });
});

describe('sound', () => {
  it('begins with the frame, lasts as long as it is heard and fades within', () => {
    const { audio } = compiled({
      scenes: [
        { duration: 2 },
        { elements: [{ ...voice, start: 0.5, volume: 0.5, 'fade-in': 1, 'fade-out': 90 }] },
      ],
    });
    expect(audio.tracks).toEqual([
      {
        asset: sha256Of(SRC.voice),
        at: 120_960,
        samples: 289_440,
        seekUs: 0,
        loop: false,
        volume: 0.5,
        fadeIn: 48_000,
        fadeOut: 289_440,
      },
    ]);
  });

  it('takes the sound of clips, not of silent or muted ones', () => {
    const { audio } = compiled({
      scenes: [
        {
          duration: 4,
          elements: [
            clip,
            { type: 'video', src: SRC.silent },
            { ...clip, muted: true },
            { ...voice, volume: 0 },
          ],
        },
      ],
    });
    expect(audio.tracks).toMatchObject([{ asset: sha256Of(SRC.clip), samples: 192_000 }]);
  });

  it('loops to the end of its container', () => {
    const { audio } = compiled({
      scenes: [{ duration: 30 }],
      elements: [{ type: 'audio', src: SRC.music, loop: true, seek: 1 }],
    });
    expect(audio).toMatchObject({
      samples: 1_440_000,
      tracks: [{ samples: 1_440_000, loop: true, seekUs: 1_000_000 }],
    });
  });
});

describe('captions', () => {
  const subtitles = (more: Record<string, unknown> = {}) => ({ type: 'subtitles', ...more });
  const captionLayers = (spec: unknown) =>
    compiled(spec).segments.flatMap(({ plan, startFrame }) =>
      plan.over.flatMap((layer) =>
        layer.kind === 'text'
          ? [
              [
                startFrame + (layer.from ?? 0),
                layer.picture.runs.map((run) => run.text).join('/'),
                layer.picture.runs[0]?.fill,
              ],
            ]
          : [],
      ),
    );

  it('come from speech, clipped to what sounds, on the clock of the video', () => {
    const video = compiled({
      scenes: [{ duration: 2 }, { elements: [{ ...voice, seek: 1, duration: 1.5 }] }],
      elements: [subtitles()],
    });
    expect(video.cues).toEqual([{ startMs: 2000, endMs: 3400, text: 'three four five' }]);
    expect(video.srt).toBe('1\n00:00:02,000 --> 00:00:03,400\nthree four five\n');
  });

  it('show one line at a time, or one word at a time', () => {
    const spec = (settings: Record<string, unknown>) => ({
      scenes: [{ elements: [voice] }],
      elements: [subtitles({ settings })],
    });
    expect(captionLayers(spec({}))).toEqual([
      [0, 'one two three', '#ffffff'],
      [38, 'four five six.', '#ffffff'],
    ]);
    expect(captionLayers(spec({ style: 'progressive', 'all-caps': true })).slice(0, 3)).toEqual([
      [0, 'ONE', '#ffff00'],
      [13, 'TWO', '#ffff00'],
      [25, 'THREE', '#ffff00'],
    ]);
  });

  it('show words that would share a frame together, and lose none', () => {
    const words = Array.from({ length: 24 }, (_, index) => `${'ab'.slice(index % 2)}${index}`);
    const shownAt = (fps: number) =>
      captionLayers({
        fps,
        scenes: [{ duration: 1 }],
        elements: [
          subtitles({
            captions: `00:00.0 --> 00:01.0\n${words.join(' ')}`,
            settings: { style: 'progressive' },
          }),
        ],
      });
    for (const fps of [60, 25, 10, 1]) {
      const shown = shownAt(fps);
      expect(shown.map(([, text]) => text).join(' ')).toBe(words.join(' '));
      expect(new Set(shown.map(([frame]) => frame)).size).toBe(shown.length);
    }
    expect(shownAt(60)).toHaveLength(24);
  });

  it('stand on one baseline inside the picture', () => {
    const captions = '00:00.0 --> 00:01.0\nOne\n\n00:01.0 --> 00:02.0\nTwo\nlines';
    const { segments } = compiled({ scenes: [{ duration: 2 }], elements: [subtitles({ captions })] });
    const bottoms = segments[0]?.plan.over.map((layer) =>
      layer.kind === 'text' ? layer.y + (layer.picture.runs.at(-1)?.y ?? 0) : 0,
    );
    expect(Math.abs((bottoms?.[0] ?? 0) - (bottoms?.[1] ?? 9))).toBeLessThanOrEqual(1);
  });

  it('keep their place in the order of the elements', () => {
    const captions = '00:00.0 --> 00:01.0\nOne';
    const { segments } = compiled({
      scenes: [{ duration: 1 }],
      elements: [color, subtitles({ captions }), image],
    });
    expect(segments[0]?.plan.over.map(({ kind }) => kind)).toEqual(['color', 'text', 'image']);
  });

  it('change only the segments that show a changed word', () => {
    const plansFor = (word: string) =>
      compiled(
        { scenes: [{ duration: 20, elements: [clip, voice] }], elements: [subtitles()] },
        facts({ [SRC.voice]: spoken(`one two three four five six seven eight nine ${word} eleven`) }),
      ).segments.map(({ plan }) => plan);
    const before = plansFor('ten');
    const after = plansFor('TEN');
    const changed = before.flatMap((plan, index) =>
      JSON.stringify(plan) === JSON.stringify(after[index]) ? [] : [index],
    );
    expect(changed).toEqual([1]);
  });

  it('say when there is no speech', () => {
    const silent = facts({ [SRC.voice]: { language: 'en', engine: 'test', words: [] } });
    const video = compiled({ elements: [voice, subtitles()] }, silent);
    expect(video).toMatchObject({
      srt: undefined,
      cues: [],
      warnings: ['No speech was found for the captions.'],
    });
  });
});

describe('problems', () => {
  it.each<[string, string, unknown]>([
    [
      '/scenes/0/elements/0/src',
      'media_unsuitable',
      { scenes: [{ elements: [{ type: 'image', src: SRC.clip }] }] },
    ],
    ['/elements/0/src', 'media_unsuitable', { elements: [{ type: 'video', src: SRC.wide }] }],
    ['/elements/0/src', 'media_unsuitable', { elements: [{ type: 'audio', src: SRC.silent }] }],
    ['/elements/0/seek', 'spec_impossible', { elements: [{ ...voice, seek: 6.03 }] }],
    ['/elements/0', 'spec_impossible', { elements: [{ type: 'image', src: SRC.strip, resize: 'cover' }] }],
    [
      '/elements/0',
      'spec_impossible',
      { elements: [{ type: 'text', text: 'x'.repeat(500), settings: { 'font-size': 900 } }] },
    ],
    ['', 'spec_impossible', { scenes: [{ duration: 10_000 }, { duration: 10_000 }] }],
  ])('%s is %s', (pointer, code, spec) => {
    expect(problemsOf(spec)).toMatchObject([{ pointer, code }]);
  });

  it('gives all of them at once', () => {
    const bad = { type: 'image', src: SRC.voice };
    expect(problemsOf({ scenes: [{ elements: [bad] }, { elements: [bad] }], elements: [bad] })).toHaveLength(
      3,
    );
  });

  it('finds too many layers in one segment', () => {
    const blink = { type: 'video', src: SRC.silent, loop: true, seek: 3.49 };
    const elements = Array.from({ length: 50 }, () => blink);
    expect(problemsOf({ scenes: [{ duration: 4, elements }] })[0]?.message).toMatch(/more than 2000/);
  });

  it('throws when a fact is absent', () => {
    const none = { assets: new Map(), transcripts: new Map() };
    expect(() => compileVideos([specOf({ elements: [image] })], { facts: none, layout })).toThrow(
      /lack the asset/,
    );
  });
});
