import { describeStream } from './source-picture';

const picture = (stream: Parameters<typeof describeStream>[1], format_name = 'mov,mp4,m4a,3gp,3g2,mj2') =>
  describeStream('p', stream, { format_name });

describe('what is known of a picture', () => {
  it.each(['rgba', 'yuva420p', 'pal8', 'gbrap12le', 'ya8'])('%s has alpha', (pix_fmt) => {
    expect(picture({ pix_fmt }).hasAlpha).toBe(true);
  });

  it.each(['rgb24', 'yuv420p', 'yuvj444p', 'gray'])('%s has none', (pix_fmt) => {
    expect(picture({ pix_fmt }).hasAlpha).toBe(false);
  });

  it('takes an untagged clip for BT.601 below 720 lines, for BT.709 above', () => {
    const matrix = (height: number, color_space?: string) =>
      picture({ pix_fmt: 'yuv420p', height, color_space }).assumedMatrix;
    expect([matrix(576), matrix(720), matrix(576, 'bt709'), matrix(1080, 'smpte170m')]).toEqual([
      'bt601',
      'bt709',
      null,
      null,
    ]);
    expect(picture({ pix_fmt: 'rgb24', height: 1080 }).assumedMatrix).toBeNull();
  });

  it('reads alpha beside a VP9 stream with the decoder that knows it', () => {
    const stream = { codec_name: 'vp9', pix_fmt: 'yuv420p', tags: { alpha_mode: '1' } };
    expect(picture(stream)).toMatchObject({ hasAlpha: true, decoder: 'libvpx-vp9' });
    expect(picture({ ...stream, tags: {} })).toMatchObject({ hasAlpha: false, decoder: null });
  });

  it('seeks only where keyframes can be found', () => {
    const formats = ['mov,mp4,m4a,3gp,3g2,mj2', 'matroska,webm', 'avi', 'mpegts', 'ogg'];
    expect(formats.map((name) => picture({}, name).seekable)).toEqual([true, true, true, false, false]);
  });
});
