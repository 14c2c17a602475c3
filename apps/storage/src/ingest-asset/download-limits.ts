import { ingestAsset } from '@reelmill/contracts';

/** For ending what was downloaded in the store and telling its type. */
const STORING_MS = 60_000;

/** What the limit of the task leaves beside the download is for waiting until other downloads of the host are over. */
export function downloadLimits(timeoutSeconds: number): { timeoutMs: number; turnTimeoutMs: number } {
  const timeoutMs = timeoutSeconds * 1000;
  return { timeoutMs, turnTimeoutMs: ingestAsset.limitMs - timeoutMs - STORING_MS };
}
