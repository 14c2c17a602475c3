import type { AudioTrack } from '@reelmill/contracts';
import { mixCommand } from './mix-graph';
import { seekTo, shapeTrack, toStereo } from './track-filters';

const track = (more: Partial<AudioTrack>): AudioTrack => ({
  ...{
    asset: 'a'.repeat(64),
    at: 0,
    samples: 48_000,
    seekUs: 0,
    loop: false,
    volume: 1,
    fadeIn: 0,
    fadeOut: 0,
  },
  ...more,
});
const sound = { path: '/sound', channels: 2 };

describe('opening a sound', () => {
  it('begins half a second early and drops that again', () => {
    expect(seekTo(2_000_000)).toEqual({ options: ['-ss', '1.500000'], skip: 24_000 });
    expect(seekTo(250_000)).toEqual({ options: [], skip: 12_000 });
    expect(seekTo(0)).toEqual({ options: [], skip: 0 });
  });

  it('puts one channel on both sides as it is', () => {
    expect(toStereo({ channels: 1 }, 0)).toContain('pan=stereo|c0=c0|c1=c0');
    expect(toStereo({ channels: 2 }, 0).join()).not.toContain('pan');
  });
});

describe('shaping a track', () => {
  it('does what was asked for and no more', () => {
    expect(shapeTrack(track({}))).toEqual(['apad=whole_len=48000', 'atrim=end_sample=48000']);
    expect(shapeTrack(track({ volume: 0.5, fadeIn: 100, fadeOut: 200 }))).toEqual([
      'apad=whole_len=48000',
      'atrim=end_sample=48000',
      'volume=0.5:precision=float',
      'afade=t=in:curve=tri:ss=0:ns=100',
      'afade=t=out:curve=tri:ss=47800:ns=200',
    ]);
  });

  it('fades out over all of a track that is shorter than the fade', () => {
    expect(shapeTrack(track({ samples: 50, fadeOut: 200 })).at(-1)).toBe('afade=t=out:curve=tri:ss=0:ns=50');
  });
});

describe('the mix', () => {
  it('of nothing is silence', () => {
    expect(mixCommand(100, [])).toMatchObject({ inputs: [] });
    expect(mixCommand(100, []).filterGraph).toContain('[silence]amix=inputs=1:duration=first:normalize=0');
  });

  it('sums lanes, with silence between what follows one another', () => {
    const tracks = [track({ at: 0 }), track({ at: 50_000 }), track({ at: 10 })].map((each) => ({
      track: each,
      sound,
    }));
    const { inputs, filterGraph } = mixCommand(200_000, tracks);
    expect(inputs).toHaveLength(3);
    expect(filterGraph).toContain('n=48000,atrim=end_sample=2000,aformat=sample_fmts=fltp[gap0.1]');
    expect(filterGraph).toContain('[track0.0][gap0.1][track0.1]concat=n=3:v=0:a=1');
    expect(filterGraph).toContain('[silence][lane0][lane1]amix=inputs=3');
  });

  it('loops a sound from the file that was decoded for it', () => {
    const { inputs } = mixCommand(100, [{ track: track({ loop: true }), loop: '/loop' }]);
    expect(inputs).toEqual([{ path: '/loop', options: ['-stream_loop', '-1'] }]);
  });
});
