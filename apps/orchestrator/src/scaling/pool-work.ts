import { WORKER_SERVICES, taskQueue, type WorkerService } from '@reelmill/contracts';
import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';

/**
 * In two parts, since no index tells what is due: asked for in one, Postgres read the whole table. With 100 000 open tasks among
 * 400 000 those were 80 000 pages and 400 to 750 ms on two busy cores; these are 1 700, nearly all of the index `tasks_to_dispatch`,
 * and 140 to 200 ms (31 000 pages where a fifth has changed since the last vacuum). Nothing open costs 5 ms.
 */
export const WORK = `
  SELECT queue, sum(work)::int AS work FROM (
    SELECT queue, count(*) AS work FROM tasks
    WHERE state IN ('ready', 'sending', 'dispatched', 'running') GROUP BY queue
    UNION ALL
    SELECT queue, count(*) FROM tasks WHERE state = 'retrying' AND due_at <= now() GROUP BY queue
  ) AS parts GROUP BY queue`;

/**
 * Of each pool of workers, the tasks that fill a slot or would fill one now; queues are kept short, so their length says
 * nothing. Of a pool that never had a worker nothing can be planned: there each job that waits for a worker counts instead.
 */
export async function poolWork(manager: EntityManager): Promise<Record<WorkerService, number>> {
  const found = await rows<{ queue: string; work: number }>(manager, WORK);
  const [unplanned] = await rows<{ jobs: number; known: WorkerService[] }>(
    manager,
    `SELECT (SELECT count(*)::int FROM jobs
             WHERE stage = 'waiting_for_worker' AND status IN ('queued', 'processing', 'retrying')) AS jobs,
       ARRAY(SELECT service FROM unnest($1::text[]) service
             WHERE EXISTS (SELECT FROM workers WHERE workers.service = service.service)) AS known`,
    [WORKER_SERVICES],
  );
  const workOf = (service: WorkerService): number =>
    (found.find(({ queue }) => queue === taskQueue(service))?.work ?? 0) +
    (unplanned!.known.includes(service) ? 0 : unplanned!.jobs);
  return Object.fromEntries(WORKER_SERVICES.map((service) => [service, workOf(service)])) as Record<
    WorkerService,
    number
  >;
}
