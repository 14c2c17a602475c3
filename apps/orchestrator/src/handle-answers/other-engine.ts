import type { EntityManager } from 'typeorm';
import { forgetTasks, replan } from '../job-records/request-plan';
import { rows } from '../job-records/rows';
import type { AnsweredTask } from './task-changes';

/**
 * A worker of another engine took a ticket. While a worker of the planned engine lives, the ticket is issued again;
 * otherwise what was planned for that engine is forgotten and the job is planned anew for the engine that lives.
 * False when that did not help before. The caller holds the locks of the jobs' rows.
 */
export async function handleOtherEngine(manager: EntityManager, task: AnsweredTask): Promise<boolean> {
  const living = await rows(
    manager,
    `SELECT 1 FROM workers w JOIN tasks t ON t.queue = w.service || '.tasks' AND t.engine = w.engine
     WHERE t.id = $1 AND w.stopped_at IS NULL AND w.gone_at IS NULL LIMIT 1`,
    [task.id],
  );
  if (living.length > 0) {
    await manager.query(`UPDATE tasks SET state = 'ready', boot_id = NULL WHERE id = $1`, [task.id]);
    return true;
  }
  if (!(await replan(manager, task.jobId))) return false;
  if (task.isFact) await forgetTasks(manager, 'id = $1', task.id);
  else await forgetTasks(manager, 'job_id = $1 AND NOT is_fact', task.jobId);
  return true;
}
