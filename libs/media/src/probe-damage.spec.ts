import { brokenFile, isCutOff, isHalfPicture } from './probe-damage';

const codeOf = (messages: string, head = Buffer.alloc(12)) => brokenFile(messages, head).failure.code;

describe('brokenFile', () => {
  it('tells an mp4 without its index from a text file of that name', () => {
    const messages = '[mov,mp4 @ 0x1] moov atom not found\nfile: Invalid data found when processing input';
    expect(codeOf(messages, Buffer.from('\0\0\0\x20ftypisom', 'latin1'))).toBe('media_truncated');
    expect(codeOf(messages, Buffer.from('hello, world'))).toBe('media_unreadable');
  });

  it('knows cut pictures by what their decoders say', () => {
    expect(codeOf('[png @ 0x1] chunk too big')).toBe('media_truncated');
    expect(
      codeOf('[webp_pipe @ 0x1] Could not find codec parameters (Video: webp, none): unspecified size'),
    ).toBe('media_truncated');
    expect(codeOf('[png @ 0x1] inflate returned error -3')).toBe('media_unreadable');
  });

  it('says what to do with an animated WebP', () => {
    const error = brokenFile(
      '[webp @ 0x1] skipping unsupported chunk: ANIM\nunspecified size',
      Buffer.alloc(12),
    );
    expect(error.failure).toMatchObject({
      code: 'media_unreadable',
      message: expect.stringContaining('convert it') as string,
    });
  });

  it('names no folder', () => {
    expect(brokenFile('file:/srv/objects/assets/abc: Invalid data', Buffer.alloc(12)).failure.cause).toBe(
      'abc: Invalid data',
    );
  });
});

describe('isHalfPicture', () => {
  it('does not mind a JPEG without its end mark', () => {
    expect(isHalfPicture('[mjpeg @ 0x1] EOI missing, emulating')).toBe(false);
    expect(isHalfPicture('[mjpeg @ 0x1] overread 8')).toBe(true);
  });
});

describe('isCutOff', () => {
  const facts = { format: 'mov,mp4,m4a', messages: '', promisedUs: 10_000_000, endUs: 10_000_000 };

  it('lets 2 % be missing, half a second at least and 5 s at most', () => {
    expect(isCutOff({ ...facts, endUs: 9_600_000 })).toBe(false);
    expect(isCutOff({ ...facts, endUs: 9_400_000 })).toBe(true);
    expect(isCutOff({ ...facts, promisedUs: 100_000_000, endUs: 98_100_000 })).toBe(false);
    expect(isCutOff({ ...facts, promisedUs: 3_600_000_000, endUs: 3_594_000_000 })).toBe(true);
    expect(isCutOff({ ...facts, format: 'mpegts', endUs: 1 })).toBe(false);
    expect(isCutOff({ ...facts, promisedUs: null, endUs: 1 })).toBe(false);
  });

  it('believes a demuxer that knows where its file ends, and no other', () => {
    const messages = 'Packet corrupt (stream = 0, dts = 9), dropping it.';
    expect(isCutOff({ ...facts, messages })).toBe(true);
    expect(isCutOff({ ...facts, messages, format: 'matroska,webm' })).toBe(true);
    for (const format of ['mpegts', 'wav']) expect(isCutOff({ ...facts, messages, format })).toBe(false);
  });
});
