import type { Probe } from '@reelmill/contracts';

/** Of a WAV file with speech. */
export const threeSeconds: Probe = {
  kind: 'audio',
  format: 'wav',
  durationUs: 3_000_000,
  picture: null,
  audio: [{ codec: 'pcm_s16le', channels: 1, sampleRate: 16_000, durationUs: 3_000_000 }],
};
