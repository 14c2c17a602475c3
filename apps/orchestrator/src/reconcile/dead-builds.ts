import type { Failure } from '@reelmill/contracts';
import type { EntityManager } from 'typeorm';
import { lockJobs } from '../job-records/lock-jobs';
import { rows } from '../job-records/rows';
import { failTask } from '../transitions/fail-task';
import { replan } from '../transitions/replan';

const NO_WORKER_LEFT: Failure = {
  code: 'engine_mismatch',
  message:
    'The workers that the job was planned for went away again and again; submit it once the workers stay.',
  retryable: false,
};

interface Stranded {
  job: string;
  tasks: string[];
  facts: string[];
  work: boolean;
}

/**
 * Plans anew what was planned for a build without a living worker, or though keyed for none, while another build of the
 * service lives: nobody would take its tickets, and its queue expires. Where the service has no worker at all, the job
 * waits for one.
 * Returns the jobs that failed because that did not help before. It reads all open tasks: 20 ms at 20,000, so not each second.
 */
export async function replanDeadBuilds(manager: EntityManager): Promise<string[]> {
  const stranded = await rows<Stranded>(
    manager,
    `WITH live AS (
       SELECT DISTINCT service || '.tasks' AS queue, build FROM workers
       WHERE stopped_at IS NULL AND gone_at IS NULL AND build IS NOT NULL
     )
     SELECT t.job_id AS job, array_agg(t.id) AS tasks, bool_or(NOT t.is_fact) AS work,
       coalesce(array_agg(t.id) FILTER (WHERE t.is_fact), '{}') AS facts
     FROM tasks t
     WHERE t.state IN ('waiting', 'ready', 'sending', 'dispatched', 'retrying')
       AND t.queue IN (SELECT queue FROM live)
       AND ((t.queue, t.build) NOT IN (SELECT queue, build FROM live) OR (t.key IS NOT NULL AND t.build IS NULL))
     GROUP BY t.job_id LIMIT 100`,
  );
  await lockJobs(
    manager,
    stranded.map(({ job }) => job),
  );
  const ended: (string | null)[] = [];
  for (const { job, tasks, facts, work } of stranded) {
    if (await replan(manager, job, { work, tasks: facts })) continue;
    for (const id of tasks) ended.push(await failTask(manager, { id }, NO_WORKER_LEFT));
  }
  return ended.filter((job) => job !== null);
}
