import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';
import type { AnsweredTask } from './task-changes';

/** How long a task waits for a worker of its own engine, when a worker of another took its ticket. */
const WAIT_SECONDS = 2;

/**
 * A worker of another engine took a ticket. While a worker of the planned engine lives, the ticket is issued again;
 * otherwise what was planned for that engine is forgotten and the job is planned anew for the engine that lives.
 * The caller holds the locks of the jobs' rows.
 */
export async function handleOtherEngine(manager: EntityManager, task: AnsweredTask): Promise<void> {
  const living = await rows(
    manager,
    `SELECT 1 FROM workers w JOIN tasks t ON t.queue = w.service || '.tasks' AND t.engine = w.engine
     WHERE t.id = $1 AND w.stopped_at IS NULL AND w.gone_at IS NULL LIMIT 1`,
    [task.id],
  );
  if (living.length > 0) {
    await manager.query(
      `UPDATE tasks SET state = 'retrying', boot_id = NULL,
         due_at = now() - interval '10 seconds' + interval '${WAIT_SECONDS} seconds'
       WHERE id = $1`,
      [task.id],
    );
    return;
  }
  const forgotten = task.isFact
    ? 'id = $1'
    : 'job_id = (SELECT job_id FROM tasks WHERE id = $1) AND NOT is_fact';
  await manager.query(
    `WITH forgotten AS (DELETE FROM tasks WHERE ${forgotten} RETURNING id)
     DELETE FROM task_dependencies WHERE task_id IN (SELECT id FROM forgotten)`,
    [task.id],
  );
  await manager.query('UPDATE jobs SET needs_plan = true WHERE id = $1', [task.jobId]);
}
