import { thumbnailCommand } from './thumbnail-command';

describe('the thumbnail', () => {
  it('is looked for half a frame before its frame', () => {
    const seek = (thumbnailFrame: number) =>
      thumbnailCommand({ fps: { num: 25, den: 1 }, thumbnailFrame }, '/video').inputs[0]?.options;
    expect(seek(0)).toEqual(['-ss', '0.000000']);
    expect(seek(50)).toEqual(['-ss', '1.980000']);
  });
});
