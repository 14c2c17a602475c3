import type { WorkerService } from '@reelmill/contracts';
import type { Engines } from '@reelmill/workflow';
import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';

/** The engine to plan for, per service: that of the worker started last, among the living if any lives. */
export async function currentEngines(manager: EntityManager): Promise<Engines> {
  const found = await rows<{ service: WorkerService; engine: string }>(
    manager,
    `SELECT DISTINCT ON (service) service, engine FROM workers
     ORDER BY service, (stopped_at IS NULL AND gone_at IS NULL) DESC, started_at DESC`,
  );
  return Object.fromEntries(found.map(({ service, engine }) => [service, engine]));
}
