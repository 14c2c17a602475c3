import { drainPlan } from './drain-plan';

describe('the plan of a drain', () => {
  it.each([1, 5, 8, 10, 25, 3600])('has parts that end before %d s, when the process is ended', (seconds) => {
    const parts = Object.values<number>({ ...drainPlan(seconds * 1000) });
    expect(parts.reduce((sum, part) => sum + part)).toBeLessThan(seconds * 1000);
    for (const part of parts) expect(part).toBeGreaterThanOrEqual(0);
  });

  it('leaves what the other parts do not need to tasks that run', () => {
    expect(drainPlan(25_000)).toEqual({
      stopMs: 1_000,
      idleMs: 18_500,
      giveBackMs: 3_000,
      goodbyeMs: 1_000,
      closeMs: 1_000,
    });
  });
});
