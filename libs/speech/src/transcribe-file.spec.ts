import type { Probe } from '@reelmill/contracts';
import { speechDurationUs } from './transcribe-file';

const MINUTE_US = 60_000_000;
const probe = (audioUs: (number | null)[], durationUs: number): Probe => ({
  kind: 'audio',
  format: 'wav',
  durationUs,
  picture: null,
  audio: audioUs.map((each) => ({ codec: 'pcm_s16le', channels: 1, sampleRate: 16_000, durationUs: each })),
});

describe('speechDurationUs', () => {
  it('is the length of the first audio stream, of the medium when that is not known', () => {
    expect(speechDurationUs(probe([MINUTE_US, 1], 90 * MINUTE_US))).toBe(MINUTE_US);
    expect(speechDurationUs(probe([null], 2 * MINUTE_US))).toBe(2 * MINUTE_US);
  });

  it('takes 60 minutes and no more', () => {
    expect(speechDurationUs(probe([60 * MINUTE_US], 0))).toBe(60 * MINUTE_US);
    expect(() => speechDurationUs(probe([61 * MINUTE_US], 0))).toThrow('61.0 minutes long; at most 60');
  });

  it('refuses a medium without sound', () =>
    expect(() => speechDurationUs(probe([], MINUTE_US))).toThrow('no sound'));
});
