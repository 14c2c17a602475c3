import { WORKER_SERVICES, taskQueue, type WorkerService } from '@reelmill/contracts';
import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';

/**
 * Of each pool of workers, the tasks that fill a slot or would fill one now; queues are kept short, so their length says
 * nothing. Of a pool that never had a worker nothing can be planned: there each job that waits for a worker counts instead.
 */
export async function poolWork(manager: EntityManager): Promise<Record<WorkerService, number>> {
  const found = await rows<{ queue: string; work: number }>(
    manager,
    `SELECT queue, count(*)::int AS work FROM tasks
     WHERE state IN ('ready', 'sending', 'dispatched', 'running') OR (state = 'retrying' AND due_at <= now())
     GROUP BY queue`,
  );
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
