import { hostname } from 'node:os';
import { buildOf, type CommandEngines, type WorkerService } from '@reelmill/contracts';
import { Broker, TOPOLOGY, buildTopologyOf, joined } from '@reelmill/messaging';
import {
  createLogger,
  runService,
  watchDisk,
  type HealthCheck,
  type RunningService,
  type ServiceOptions,
} from '@reelmill/observability';
import { drainPlan } from './drain-plan';
import { startAtZero } from './start-at-zero';
import type { WorkerConfig } from './worker-config';
import { WorkerTransport } from './worker-transport';

export interface RunWorkerOptions {
  service: WorkerService;
  /** The app's module: controllers with `@Handles` methods and what they need. */
  module: ServiceOptions['module'];
  /** For each keyed command of the service, by its name, the fingerprint of all that it makes bytes with. */
  engines: CommandEngines;
  config: WorkerConfig;
  /** What readiness asks besides the broker. */
  checks?: readonly HealthCheck[];
}

/** Runs a worker as this process, until SIGTERM or SIGINT; all that an app's `main.ts` does. */
export function runWorker({
  service,
  module,
  engines,
  config,
  checks = [],
}: RunWorkerOptions): Promise<RunningService> {
  const logger = createLogger({ service, level: config.LOG_LEVEL });
  startAtZero(service);
  watchDisk('scratch', config.SCRATCH_DIR);
  const drainMs = config.DRAIN_SECONDS * 1000;
  const build = buildOf(engines);
  const topology = joined(TOPOLOGY, buildTopologyOf(service, build));
  const broker = new Broker({ url: config.AMQP_URL, name: service, logger, topology });
  const strategy = new WorkerTransport({
    broker,
    logger,
    identity: { service, host: hostname(), engines, build, slots: config.SLOTS + 1 },
    scratchDir: config.SCRATCH_DIR,
    drain: drainPlan(drainMs),
  });
  const consumer: HealthCheck = {
    name: 'consumer',
    required: true,
    check: () => {
      if (!strategy.attached) throw new Error('The worker gets no tickets: its consumer is not attached.');
    },
  };
  return runService({
    module,
    logger,
    admin: { host: config.ADMIN_HOST, port: config.ADMIN_PORT },
    drainMs,
    strategy,
    checks: [
      { name: 'broker', required: true, check: broker.check },
      { name: 'broker_alarm', required: false, check: broker.checkAlarm },
      consumer,
      ...checks,
    ],
  });
}
