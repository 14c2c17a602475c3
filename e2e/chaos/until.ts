import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 100;

/** @throws Error when it is not so within the time */
export async function until(
  what: string,
  limitMs: number,
  ask: () => Promise<boolean> | boolean,
): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s`);
    await delay(POLL_MS);
  }
}
