import type { EntityManager } from 'typeorm';
import { rows } from './rows';

/** A job whose plan had to be forgotten oftener than this has something that planning does not heal. */
const MAX_REPLANS = 5;

/** Forgets the work that was planned for a job, keeps its facts, and has it planned anew. False when it was too often. */
export async function replan(manager: EntityManager, jobId: string): Promise<boolean> {
  const asked = await rows(
    manager,
    `WITH asked AS (
       UPDATE jobs SET needs_plan = true, plan_requests = plan_requests + 1, replans = replans + 1
       WHERE id = $1 AND replans < ${MAX_REPLANS} AND status NOT IN ('completed', 'failed', 'cancelled') RETURNING 1
     ) SELECT 1 FROM asked`,
    [jobId],
  );
  return asked.length > 0;
}

/** Forgets tasks of a job; `which` is a condition on its `tasks` rows with the parameter $1. */
export async function forgetTasks(manager: EntityManager, which: string, parameter: string): Promise<void> {
  await manager.query(
    `WITH forgotten AS (DELETE FROM tasks WHERE ${which} RETURNING id)
     DELETE FROM task_dependencies WHERE task_id IN (SELECT id FROM forgotten)`,
    [parameter],
  );
}
