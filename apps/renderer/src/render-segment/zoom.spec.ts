import type { Zoom } from '@reelmill/contracts';
import { FilterGraph } from './filter-graph';
import { magnify, zoomUpscale } from './zoom';

describe('a zoom', () => {
  const size = { width: 640, height: 360 };
  const graphOf = (zoom: Zoom, hasAlpha: boolean) => {
    const graph = new FilterGraph();
    const pad = magnify(graph, { pad: '[in]', hasAlpha }, { zoom, size, frames: 30, rate: '25/1' });
    return graph.finish(pad, ['null']).split(';\n');
  };

  it('is computed for each plane from the numbers of the move and the number of the frame', () => {
    const [, planes, y, u, v, merged] = graphOf({ from: 1, to: 1.5, frame: 20, frames: 101 }, false);
    const zoompan = (plane: string) =>
      `zoompan=z='iw/(2*round(iw/(1+(0.5)*min(20+on,100)/100)/2)+0.5)'` +
      `:x='(iw-trunc(iw/zoom))/2':y='(ih-trunc(ih/zoom))/2':d=30:s=${plane}:fps=25/1`;
    expect(planes).toBe('[in]extractplanes=y+u+v[p0y][p0u][p0v]');
    expect(y).toBe(`[p0y]${zoompan('640x360')}[p1]`);
    expect(u).toBe(`[p0u]${zoompan('320x180')}[p2]`);
    expect(v).toBe(`[p0v]${zoompan('320x180')}[p3]`);
    expect(merged).toBe('[p1][p2][p3]mergeplanes=0x001020:yuv420p,setparams=range=tv[p4]');
  });

  it('magnifies the alpha with the picture', () => {
    const graph = graphOf({ from: 1, to: 2, frame: 0, frames: 10 }, true);
    expect(graph[1]).toContain('extractplanes=y+u+v+a');
    expect(graph[6]).toContain('mergeplanes=0x00102030:yuva420p');
  });

  it('of one frame divides by nothing', () => {
    expect(graphOf({ from: 2, to: 3, frame: 0, frames: 1 }, false)[2]).toContain('min(0+on,1)/1');
  });

  it('enlarges stills by four and clips by two, up to 8k', () => {
    expect(zoomUpscale({ width: 1280, height: 720 }, 'image')).toBe(4);
    expect(zoomUpscale({ width: 1280, height: 720 }, 'video')).toBe(2);
    expect(zoomUpscale({ width: 2560, height: 1440 }, 'image')).toBe(3);
    expect(zoomUpscale({ width: 16_000, height: 100 }, 'image')).toBe(1);
  });
});
