import { ProgressReader } from './ffmpeg-progress';

const block = (frame: number, state: string) =>
  `frame=${frame}\nfps=0.0\ntotal_size=48\nout_time_us=33333\nspeed=1x\nprogress=${state}\n`;

describe('reading the progress of ffmpeg', () => {
  it('gives one entry for each block, however the pieces are cut', () => {
    const text = block(1, 'continue') + block(2, 'end');
    const entries = [1, 2].map((frames) => ({ frames, outTimeUs: 33_333, bytes: 48 }));
    for (const size of [1, 7, text.length]) {
      const reader = new ProgressReader();
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
        text.slice(index * size, (index + 1) * size),
      );
      expect(pieces.flatMap((piece) => reader.read(piece))).toEqual(entries);
    }
  });

  it('takes what is not known yet for nothing', () => {
    const said = 'frame=0\ntotal_size=N/A\nout_time_us=N/A\nprogress=continue\n';
    expect(new ProgressReader().read(said)).toEqual([{ frames: 0, outTimeUs: 0, bytes: 0 }]);
  });
});
