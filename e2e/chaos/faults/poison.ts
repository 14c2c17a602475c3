import type { Entry } from '../load/schedule';
import type { NoopInput } from '../seams/noop-task';
import { until } from '../until';
import type { Fault } from './fault';

/** A task that kills whatever worker takes it; its job must fail, and take no other job with it. */
export const poison: Fault = {
  name: 'poison',
  seconds: 150,
  async run(world) {
    const { load, db } = world;
    const input: NoopInput = { tasks: [{ pool: 'storage', ms: 50, fails: 'kill' }], chain: false };
    const entry: Entry = {
      index: 2_000_000,
      atMs: 0,
      owner: 0,
      priority: 10,
      work: { type: 'noop', input },
      cancelAfterMs: null,
      poison: 'kill',
      ends: ['failed'],
    };
    const { result } = await load.submitNow(entry, { type: 'noop', priority: 10, input });
    if (result.kind !== 'accepted') throw new Error(`The poison was not accepted: ${result.kind}.`);
    // Five times a worker must be missed for ten seconds and start again; the auditor says what came of it.
    const victims = world.services.filter(({ program }) => program === 'storage');
    await until('the poison is given up', 240_000, async () => {
      for (const victim of victims) victim.condemn();
      const { rows } = await db.query<{ status: string; crashes: number }>(
        `SELECT j.status, (SELECT max(crashes) FROM tasks WHERE job_id = j.id) AS crashes
         FROM jobs j WHERE j.id = $1`,
        [result.job],
      );
      return rows[0]?.status === 'failed' || (rows[0]?.crashes ?? 0) > 6;
    }).catch(() => undefined);
    await Promise.all(victims.map((victim) => victim.untilReady()));
    for (const victim of victims) victim.spare();
    return true;
  },
};
