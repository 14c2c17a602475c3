import { roundSeconds, type Logger } from '@reelmill/observability';
import { Loop } from './loop';

interface Round {
  end(more?: boolean): void;
  fail(): void;
}

describe('Loop', () => {
  const logged: string[] = [];
  const log = (_: unknown, message: string): void => void logged.push(message);
  const logger = { error: log, warn: log } as unknown as Logger;
  let rounds: Round[];
  let loop: Loop;
  const settle = () => jest.advanceTimersByTimeAsync(0);

  beforeEach(() => {
    jest.useFakeTimers();
    rounds = [];
    logged.length = 0;
    const run = () =>
      new Promise<boolean>((resolve, reject) => {
        rounds.push({ end: (more = false) => resolve(more), fail: () => reject(new Error('down')) });
      });
    loop = new Loop({ name: 'planning', run, intervalMs: 1_000, deadlineMs: 30_000, logger });
    loop.start();
  });
  afterEach(() => jest.useRealTimers());

  it('runs again after its interval, at once when a round asks for it, and at once when it is woken', async () => {
    rounds[0]!.end();
    await jest.advanceTimersByTimeAsync(999);
    expect(rounds).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(rounds).toHaveLength(2);
    rounds[1]!.end(true);
    await settle();
    expect(rounds).toHaveLength(3);
    rounds[2]!.end();
    await settle();
    loop.wake();
    expect(rounds).toHaveLength(4);
  });

  it('runs one round at a time, also one that takes too long; who wakes it meanwhile gets the next', async () => {
    loop.wake();
    loop.wake();
    await jest.advanceTimersByTimeAsync(100_000);
    expect(rounds).toHaveLength(1);
    expect(logged).toEqual(['a round takes too long; no other begins before it ends']);
    rounds[0]!.end();
    await settle();
    expect(rounds).toHaveLength(2);
  });

  it('is unwell while no round ends well: because one hangs, or because all fail', async () => {
    await jest.advanceTimersByTimeAsync(30_000);
    expect(loop.check).not.toThrow();
    await jest.advanceTimersByTimeAsync(1);
    expect(loop.check).toThrow('A round hangs: none has ended well for 30 s');
    rounds[0]!.fail();
    await settle();
    expect(loop.check).toThrow('Rounds fail');
    await jest.advanceTimersByTimeAsync(2_000);
    rounds[1]!.end();
    await settle();
    expect(loop.check).not.toThrow();
  });

  it('pauses longer after each failure, up to 5 s, however often it is woken', async () => {
    const pauses: number[] = [];
    for (let n = 0; n < 4; n++) {
      rounds.at(-1)!.fail();
      await settle();
      const failedAt = Date.now();
      loop.wake();
      const count = rounds.length;
      while (rounds.length === count) await jest.advanceTimersByTimeAsync(100);
      pauses.push(Date.now() - failedAt);
    }
    expect(pauses).toEqual([2_000, 4_000, 5_000, 5_000]);
  });

  it('is measured round by round, also those that fail, and shown before its first round ended', async () => {
    const count = async () =>
      (await roundSeconds.get()).values.find(
        ({ labels, metricName }) => labels.loop === 'planning' && metricName?.endsWith('_count'),
      )?.value;
    roundSeconds.reset();
    new Loop({ name: 'planning', run: jest.fn(), intervalMs: 1, deadlineMs: 1, logger });
    expect(await count()).toBe(0);
    rounds[0]!.fail();
    await settle();
    expect(await count()).toBe(1);
  });

  it('begins nothing after it was stopped, and waits for the round under way, but not for ever', async () => {
    const stopped = loop.stop();
    rounds[0]!.end(true);
    await stopped;
    loop.wake();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(rounds).toHaveLength(1);
    expect(logged).toEqual([]);
  });

  it('leaves a round that does not end at shutdown to itself after 10 s', async () => {
    const stopped = loop.stop();
    await jest.advanceTimersByTimeAsync(10_000);
    await stopped;
    expect(logged).toEqual(['stopped in the middle of a round']);
  });
});
