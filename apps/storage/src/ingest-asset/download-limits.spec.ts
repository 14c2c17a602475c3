import { ingestAsset } from '@reelmill/contracts';
import { downloadLimits } from './download-limits';

it.each([1, 600, 900])(
  'a download of %d s and the wait for its turn end before their task does',
  (seconds) => {
    const { timeoutMs, turnTimeoutMs } = downloadLimits(seconds);
    expect(timeoutMs).toBe(seconds * 1000);
    expect(turnTimeoutMs).toBeGreaterThanOrEqual(60_000);
    expect(timeoutMs + turnTimeoutMs).toBeLessThan(ingestAsset.limitMs);
  },
);
