import { COMMANDS, taskQueue, type WorkerService } from '@reelmill/contracts';
import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';
import type { SharedRoute } from '../transitions/claim';

export interface LiveRoute extends SharedRoute {
  service: WorkerService;
  /** Tasks that its living workers do at a time. */
  slots: number;
}

/**
 * Where workers live now: each build of a service with keyed commands, and each pool of another. A build without a living
 * worker gets no tickets, and its queue is not asked: asking keeps it from expiring.
 */
export async function liveRoutes(manager: EntityManager): Promise<LiveRoute[]> {
  const living = await rows<{
    service: WorkerService;
    build: string | null;
    slots: number;
    workers: number;
  }>(
    manager,
    `SELECT service, CASE WHEN service = ANY($1) THEN build END AS build,
       sum(slots)::int AS slots, count(*)::int AS workers
     FROM workers WHERE stopped_at IS NULL AND gone_at IS NULL GROUP BY 1, 2`,
    [COMMANDS.filter(({ keyed }) => keyed).map(({ owner }) => owner)],
  );
  return living.map(({ workers, ...route }) => ({
    ...route,
    queue: taskQueue(route.service),
    perJob: Math.max(1, route.service === 'storage' ? shareOfDownloads(route.slots) : route.slots - workers),
  }));
}

/** Downloads wait for servers of others, as long as those please: what one job names leaves most slots to the others. */
const shareOfDownloads = (slots: number): number => Math.floor(slots / 4);
