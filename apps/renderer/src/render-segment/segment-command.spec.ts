import { renderSegment, type Layer, type SegmentPlan } from '@reelmill/contracts';
import { segmentCommand } from './segment-command';
import type { SourcePicture } from './source-picture';
import { pictureId } from './text-layer';

const canvas = { x: 0, y: 0, width: 64, height: 36 };
const small = { x: 2, y: 2, width: 20, height: 20 };
const fills = (box: typeof canvas) => ({ place: { box, picture: { ...box, x: 0, y: 0 } } });
const ASSET = 'a'.repeat(64);
const LOGO = 'b'.repeat(64);
const source = (path: string, hasAlpha: boolean): SourcePicture => ({
  path,
  hasAlpha,
  assumedMatrix: null,
  decoder: null,
  seekable: true,
});
const sources = new Map([
  [ASSET, source('/photo', false)],
  [LOGO, source('/logo', true)],
]);
const picture = { width: 20, height: 10, boxes: [], runs: [] };
const pictures = new Map([[pictureId(picture), '/text']]);

const command = (more: Partial<SegmentPlan>) =>
  segmentCommand(
    {
      ...{ width: 64, height: 36, fps: { num: 30_000, den: 1001 }, frames: 20, under: [], over: [] },
      encoder: { crf: 23, preset: 'veryfast' },
      scenes: [{ background: '#000000', layers: [] }],
      ...more,
    },
    { sources, pictures },
  );
const scene = (...layers: Layer[]) => ({ scenes: [{ background: '#102030', layers }] });
const photo: Layer = { kind: 'image', asset: ASSET, ...fills(canvas) };
const logo: Layer = { kind: 'image', asset: LOGO, ...fills(small) };

describe('the command of a segment', () => {
  it('is one graph with flags for all scalers, cut to the frames', () => {
    const { filterGraph, outputOptions } = command({});
    expect(filterGraph.split(';\n')).toEqual([
      'sws_flags=bicubic+accurate_rnd+bitexact',
      'color=c=0x000000ff:s=64x36:r=30000/1001,trim=end_frame=1,format=gbrp,' +
        'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,settb=1001/30000,setpts=N+0[p0]',
      '[p0]loop=loop=-1:size=1,settb=1001/30000,setpts=N+0,fps=30000/1001,trim=end_frame=20[p1]',
      '[p1]trim=end_frame=20,format=yuv420p,setsar=1[out]',
    ]);
    expect(outputOptions.join(' ')).toContain('-preset veryfast -crf 23');
    expect(outputOptions.join(' ')).toContain(
      'keyint=60:min-keyint=60:scenecut=0:open-gop=0:cpu-independent=1',
    );
    expect(outputOptions.join(' ')).toContain('-video_track_timescale 30000');
  });

  it('opens nothing that is hidden in every frame', () => {
    const { inputs, filterGraph } = command({ under: [logo], ...scene(logo, photo) });
    expect(inputs.map(({ path }) => path)).toEqual(['/photo']);
    expect(filterGraph).not.toContain('overlay');
    expect(filterGraph).not.toContain('color=');
  });

  it.each([
    ['it is transparent', { ...photo, asset: LOGO }],
    ['it does not show in all frames', { ...photo, until: 19 }],
    ['it does not fill the canvas', { ...photo, ...fills(small) }],
  ])('keeps what lies under a picture when %s', (_, layer) => {
    expect(command(scene(layer)).filterGraph).toContain('color=c=0x102030ff');
  });

  it('opens a picture once, however often it shows', () => {
    const text: Layer = { kind: 'text', picture, x: 0, y: 0 };
    const layers = [
      { ...text, until: 5 },
      { ...text, from: 10 },
    ];
    const { inputs, filterGraph } = command(scene(logo, ...layers));
    expect(inputs.map(({ path }) => path).sort()).toEqual(['/logo', '/text']);
    expect(filterGraph).toContain("enable='between(n,0,4)'");
    expect(filterGraph).toContain("enable='between(n,10,19)'");
  });

  it('may be silent for long while a clip is decoded from its start', () => {
    const clip: Layer = { kind: 'video', asset: ASSET, ...fills(canvas), seekUs: 0, seekFrames: 900_000 };
    const stallOf = (layer: Layer, seekable: boolean) =>
      segmentCommand(
        { ...PLAN, over: [layer] },
        { sources: new Map([[ASSET, { ...source('/clip', false), seekable }]]), pictures },
      ).stallMs;
    expect(stallOf(clip, false)).toBe(renderSegment.limitMs);
    expect([stallOf(clip, true), stallOf(photo, false)]).toEqual([undefined, undefined]);
  });

  it('writes no text of a caller into the graph', () => {
    const words = {
      ...picture,
      runs: [{ text: "it's [x];", x: 0, y: 0, face: 'f', size: 9, rightToLeft: false, fill: '#ffffff' }],
    };
    const { filterGraph } = segmentCommand(
      { ...PLAN, over: [{ kind: 'text', picture: words, x: 0, y: 0 }] },
      { sources, pictures: new Map([[pictureId(words), '/text']]) },
    );
    expect(filterGraph).not.toContain("it's");
  });

  it('fades finished pictures, with no alpha in the scenes', () => {
    const { filterGraph } = command({
      transition: 'fade',
      scenes: [
        { background: null, layers: [logo] },
        { background: '#ffffff', layers: [] },
      ],
      under: [photo],
    });
    expect(filterGraph).toContain('fade=t=in:start_frame=0:nb_frames=21:alpha=1');
    expect(filterGraph.match(/split/g)).toBeNull();
  });
});

const PLAN: SegmentPlan = {
  ...{ width: 64, height: 36, fps: { num: 25, den: 1 }, frames: 5, under: [], over: [] },
  encoder: { crf: 23, preset: 'veryfast' },
  scenes: [{ background: null, layers: [] }],
};
