import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';
import type { Route } from '../transitions/claim';

export interface LiveRoute extends Route {
  /** Tasks that its living workers do at a time. */
  slots: number;
}

/** Where workers live now. A build without any gets no tickets: nobody would take them, and its queue may expire. */
export const liveRoutes = (manager: EntityManager): Promise<LiveRoute[]> =>
  rows<LiveRoute>(
    manager,
    `SELECT service || '.tasks' AS queue, build, sum(slots)::int AS slots FROM workers
     WHERE stopped_at IS NULL AND gone_at IS NULL GROUP BY service, build`,
  );
