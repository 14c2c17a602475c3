import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/**
 * Every metric of the project. Labels are bounded sets (a queue, a command, an outcome), never ids.
 * Process figures keep the usual names of prom-client, `process_*` and `nodejs_*`, so that usual dashboards work.
 */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const registers = [registry];
/** From a cached probe to the longest attempt of 20 min. */
const WORK_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640, 1200];
const HTTP_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export const jobsTotal = new Counter({
  name: 'reelmill_jobs_total',
  help: 'Jobs that ended.',
  labelNames: ['type', 'outcome'] as const,
  registers,
});

export const jobSeconds = new Histogram({
  name: 'reelmill_job_seconds',
  help: 'From acceptance to the end of a job.',
  labelNames: ['type', 'outcome'] as const,
  buckets: [...WORK_BUCKETS, 3600],
  registers,
});

export const jobWaitSeconds = new Histogram({
  name: 'reelmill_job_wait_seconds',
  help: 'From acceptance of a job to the first start of any of its tasks by a worker; observed when the job ends, not for jobs whose work was all found in the store or that ended before.',
  labelNames: ['type'] as const,
  buckets: WORK_BUCKETS,
  registers,
});

export const tasks = new Gauge({
  name: 'reelmill_tasks',
  help: 'Open tasks in Postgres; the signal to scale workers by, since the broker holds only a short window.',
  labelNames: ['queue', 'state'] as const,
  registers,
});

export const oldestReadySeconds = new Gauge({
  name: 'reelmill_oldest_ready_seconds',
  help: 'How long the oldest ready task has waited.',
  labelNames: ['queue'] as const,
  registers,
});

export const taskSeconds = new Histogram({
  name: 'reelmill_task_seconds',
  help: 'One attempt of a task in a worker.',
  labelNames: ['command', 'outcome'] as const,
  buckets: WORK_BUCKETS,
  registers,
});

export const retriesTotal = new Counter({
  name: 'reelmill_retries_total',
  help: 'Attempts that failed and were put on the retry ladder.',
  labelNames: ['command'] as const,
  registers,
});

export const crashesTotal = new Counter({
  name: 'reelmill_crashes_total',
  help: 'Workers that vanished while they held a task.',
  labelNames: ['command'] as const,
  registers,
});

export const deadLetters = new Gauge({
  name: 'reelmill_dead_letters',
  help: 'Dead letters that wait for a person.',
  labelNames: ['queue'] as const,
  registers,
});

export const slots = new Gauge({
  name: 'reelmill_slots',
  help: 'Slots of this worker.',
  labelNames: ['state'] as const,
  registers,
});

export const artifactsTotal = new Counter({
  name: 'reelmill_artifacts_total',
  help: 'Artifacts of succeeded tasks: made, or found in the store.',
  labelNames: ['command', 'result'] as const,
  registers,
});

export const artifactConflictsTotal = new Counter({
  name: 'reelmill_artifact_conflicts_total',
  help: 'Artifacts whose bytes differ from those under the same key: the engine does not say all. An alarm.',
  labelNames: ['command'] as const,
  registers,
});

export const publishReturnedTotal = new Counter({
  name: 'reelmill_publish_returned_total',
  help: 'Messages that the broker could route to no queue.',
  labelNames: ['exchange'] as const,
  registers,
});

export const brokerBlocked = new Gauge({
  name: 'reelmill_broker_blocked',
  help: '1 while the broker takes no messages because of its memory or disk alarm.',
  registers,
});

export const httpRequestSeconds = new Histogram({
  name: 'reelmill_http_request_seconds',
  help: 'HTTP requests, by route pattern.',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: HTTP_BUCKETS,
  registers,
});
