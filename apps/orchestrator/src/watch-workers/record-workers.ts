import type { Answer, Beat } from '@reelmill/contracts';
import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';

export type WorkerAnswer = Extract<Answer, { type: 'worker.started' | 'worker.stopped' }>;
type Identity = Pick<Beat, 'boot' | 'service' | 'host' | 'build' | 'engines' | 'slots'>;

/** Notes which workers came and went; jobs that wait for an engine are planned when one comes. */
export async function recordWorkers(manager: EntityManager, answers: readonly WorkerAnswer[]): Promise<void> {
  for (const answer of answers) {
    if (answer.type === 'worker.started') await recordLife(manager, answer);
    else {
      await manager.query('UPDATE workers SET stopped_at = now() WHERE boot_id = $1 AND stopped_at IS NULL', [
        answer.boot,
      ]);
    }
  }
}

/** Notes that a worker lives now, one that was thought gone included. */
export async function recordLife(manager: EntityManager, worker: Identity): Promise<void> {
  const [known] = await rows<{ count: number }>(
    manager,
    `WITH old AS (SELECT 1 FROM workers WHERE boot_id = $1), noted AS (
       INSERT INTO workers (boot_id, service, host, build, engines, slots) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (boot_id) DO UPDATE SET last_beat_at = now(), gone_at = NULL, slots = excluded.slots
       RETURNING 1
     ) SELECT (SELECT count(*)::int FROM old) AS count, (SELECT count(*) FROM noted) AS noted`,
    [worker.boot, worker.service, worker.host, worker.build, JSON.stringify(worker.engines), worker.slots],
  );
  if (known!.count > 0) return;
  await manager.query(
    `UPDATE jobs SET needs_plan = true, plan_requests = plan_requests + 1
     WHERE (stage = 'waiting_for_worker' OR needs_plan) AND status NOT IN ('completed', 'failed', 'cancelled')`,
  );
}
