import { Probe } from '@reelmill/contracts';
import { ProbeReport, toProbe } from './probe-report';

const video = {
  index: 0,
  codec_type: 'video',
  codec_name: 'h264',
  width: 720,
  height: 576,
  pix_fmt: 'yuv420p',
};
const audio = {
  index: 1,
  codec_type: 'audio',
  codec_name: 'aac',
  channels: 2,
  sample_rate: '48000',
  duration: '2.5',
};
const cover = {
  index: 2,
  codec_type: 'video',
  codec_name: 'mjpeg',
  width: 9,
  height: 9,
  disposition: { attached_pic: 1 },
};

const probeOf = (streams: object[], measured: Partial<Parameters<typeof toProbe>[1]> = {}) => {
  const report = ProbeReport.parse({ format: { format_name: 'mov,mp4' }, streams });
  return Probe.parse(toProbe(report, { still: false, durationUs: 2_500_000, ...measured }));
};
const pictureOf = (more: object, measured = {}) => probeOf([{ ...video, ...more }], measured).picture;

describe('toProbe', () => {
  it('turns sizes after the pixels are square', () => {
    const anamorphic = { sample_aspect_ratio: '64:45' };
    expect(pictureOf(anamorphic)).toMatchObject({ width: 1024, height: 576 });
    const turned = { ...anamorphic, side_data_list: [{ rotation: -90 }] };
    expect(pictureOf(turned)).toMatchObject({ width: 576, height: 1024, rotation: 90 });
  });

  it.each([
    [-90, 90],
    [90, 270],
    [180, 180],
    [-180, 180],
    [-0, 0],
    [-89.6, 90],
  ])('says %d degrees counter-clockwise as %d clockwise', (rotation, expected) => {
    expect(pictureOf({ side_data_list: [{}, { rotation }] })?.rotation).toBe(expected);
    expect(pictureOf({}, { frameRotation: rotation })?.rotation).toBe(expected);
  });

  it('takes unknown pixel aspects for square', () => {
    for (const sample_aspect_ratio of ['0:1', '1:0', 'N/A']) {
      expect(pictureOf({ sample_aspect_ratio })).toMatchObject({ width: 720, height: 576 });
    }
  });

  it('reduces the average frame rate and falls back on the base rate', () => {
    expect(pictureOf({ avg_frame_rate: '60000/2002' })?.fps).toEqual({ num: 30_000, den: 1001 });
    expect(pictureOf({ avg_frame_rate: '0/0', r_frame_rate: '50/2' })?.fps).toEqual({ num: 25, den: 1 });
    expect(pictureOf({})?.fps).toBeNull();
    expect(pictureOf({ avg_frame_rate: '25/1' }, { still: true })?.fps).toBeNull();
  });

  it.each([
    ['yuva420p', true],
    ['rgba64be', true],
    ['pal8', true],
    ['ya8', true],
    ['rgb24', false],
    ['yuv420p', false],
    ['gray', false],
  ])('says of %s whether it has alpha: %s', (pix_fmt, expected) => {
    expect(pictureOf({ pix_fmt })?.hasAlpha).toBe(expected);
  });

  it('calls sound with a cover audio, and lists only streams that can be heard', () => {
    const silent = { index: 3, codec_type: 'audio', channels: 0 };
    const probe = probeOf([audio, cover, silent]);
    expect(probe).toMatchObject({ kind: 'audio', picture: null });
    expect(probe.audio).toEqual([{ codec: 'aac', channels: 2, sampleRate: 48_000, durationUs: 2_500_000 }]);
  });

  it('reads the duration of a Matroska stream from its tag', () => {
    const tagged = { ...audio, duration: 'N/A', tags: { DURATION: '01:00:04.008000000' } };
    expect(probeOf([tagged]).audio[0]?.durationUs).toBe(3_604_008_000);
  });
});
