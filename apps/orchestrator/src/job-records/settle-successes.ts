import type { EntityManager } from 'typeorm';

/**
 * What follows from tasks that have just succeeded: their dependents come nearer to being ready, and jobs that
 * now have all the facts that they waited for, or have nothing left to do, are to be planned. The caller holds the locks of the jobs' rows.
 */
export async function settleSuccesses(manager: EntityManager, taskIds: readonly string[]): Promise<void> {
  if (taskIds.length === 0) return;
  await manager.query(
    `UPDATE tasks t SET unmet = t.unmet - met.count,
       state = CASE WHEN t.state = 'waiting' AND t.unmet - met.count <= 0 THEN 'ready' ELSE t.state END
     FROM (SELECT task_id, count(*)::int AS count FROM task_dependencies WHERE needs_id = ANY ($1) GROUP BY task_id) met
     WHERE t.id = met.task_id`,
    [taskIds],
  );
  await manager.query(
    `UPDATE jobs j SET needs_plan = true, plan_requests = plan_requests + 1
     WHERE j.id IN (SELECT job_id FROM tasks WHERE id = ANY ($1))
       AND j.status NOT IN ('completed', 'failed', 'cancelled')
       AND (EXISTS (SELECT 1 FROM tasks t WHERE t.id = ANY ($1) AND t.job_id = j.id AND t.is_fact)
           AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.job_id = j.id AND t.is_fact
                           AND t.state NOT IN ('succeeded', 'failed', 'cancelled'))
         OR NOT EXISTS (SELECT 1 FROM tasks t WHERE t.job_id = j.id
                        AND t.state NOT IN ('succeeded', 'failed', 'cancelled')))`,
    [taskIds],
  );
}
