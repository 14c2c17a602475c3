import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 100;

/** Asks until the answer is not undefined; the test's own time limit ends it. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(POLL_MS);
  }
}
