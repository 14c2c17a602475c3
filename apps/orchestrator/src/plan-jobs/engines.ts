import type { CommandEngines, WorkerService } from '@reelmill/contracts';
import type { Builds } from '@reelmill/workflow';
import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';

/**
 * The build to plan for, per service: the one whose living workers have the most slots; where none lives, that of the
 * worker that was started last, for it may come back. Among equals the newer, so that a roll-out goes forward.
 */
export async function currentBuilds(manager: EntityManager): Promise<Builds> {
  const found = await rows<{ service: WorkerService; build: string; engines: CommandEngines }>(
    manager,
    `SELECT DISTINCT ON (service) service, build, engines FROM (
       SELECT service, build, (array_agg(engines ORDER BY started_at DESC))[1] AS engines,
         coalesce(sum(slots) FILTER (WHERE stopped_at IS NULL AND gone_at IS NULL), 0) AS slots,
         max(started_at) AS newest
       FROM workers GROUP BY service, build
     ) builds ORDER BY service, slots DESC, newest DESC`,
  );
  return Object.fromEntries(found.map(({ service, ...build }) => [service, build]));
}
