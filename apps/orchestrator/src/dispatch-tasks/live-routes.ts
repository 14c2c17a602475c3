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
 * Where workers live now: for each pool its builds, where it has keyed commands, and the pool itself, where it has
 * others. A build without a living worker gets no tickets, and its queue is not asked: asking keeps it from expiring.
 */
export async function liveRoutes(manager: EntityManager): Promise<LiveRoute[]> {
  const living = await rows<{ service: WorkerService; build: string; slots: number }>(
    manager,
    `SELECT service, build, sum(slots)::int AS slots FROM workers
     WHERE stopped_at IS NULL AND gone_at IS NULL GROUP BY service, build`,
  );
  const routes = living
    .filter(({ service }) => has(service, true))
    .map((route) => ({ ...route, queue: taskQueue(route.service), perJob: null }));
  const pools = [...new Set(living.map(({ service }) => service))].filter((service) => has(service, false));
  return [
    ...routes,
    ...pools.map((service) => {
      const slots = slotsOf(living, service);
      return { service, queue: taskQueue(service), build: null, slots, perJob: perJobOf(service, slots) };
    }),
  ];
}

/**
 * Downloads wait for servers of others, as long as those please: one job, whatever it names, leaves three quarters of the
 * slots to the others. Everything else works at its own speed, and a job alone may have all slots.
 */
const perJobOf = (service: WorkerService, slots: number): number | null =>
  service === 'storage' ? Math.max(1, Math.floor(slots / 4)) : null;

const has = (service: WorkerService, keyed: boolean): boolean =>
  COMMANDS.some((command) => command.owner === service && command.keyed === keyed);

const slotsOf = (living: readonly { service: string; slots: number }[], service: string): number =>
  living.filter((each) => each.service === service).reduce((sum, { slots }) => sum + slots, 0);
