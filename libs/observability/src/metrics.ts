import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { diskSpaces } from './disk-space';

/**
 * Every metric of the project. Labels are bounded sets (a queue, a command, an outcome), never ids.
 * Process figures keep the usual names of prom-client, `process_*` and `nodejs_*`, so that usual dashboards work.
 */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const registers = [registry];
/** From a cached probe to the longest attempt of 20 min. */
const WORK_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640, 1200];
/** From a job's status to the upload of a large file over a slow line. */
const HTTP_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 300, 1200];
/** The server itself ends a statement after 30 s. */
const DATABASE_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** The longest deadline of a round is 90 s. */
const ROUND_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 90];

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

export const jobs = new Gauge({
  name: 'reelmill_jobs',
  help: 'Jobs that have not ended.',
  labelNames: ['state'] as const,
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

export const workers = new Gauge({
  name: 'reelmill_workers',
  help: 'Living workers that the orchestrator hears.',
  labelNames: ['pool'] as const,
  registers,
});

export const workerSlots = new Gauge({
  name: 'reelmill_worker_slots',
  help: 'Slots of the living workers.',
  labelNames: ['pool'] as const,
  registers,
});

export const builds = new Gauge({
  name: 'reelmill_builds',
  help: 'Builds of a service that have a living worker; more than one only while versions are exchanged.',
  labelNames: ['pool'] as const,
  registers,
});

export const workersGoneTotal = new Counter({
  name: 'reelmill_workers_gone_total',
  help: 'Workers that fell silent without a goodbye, whether they held a task or not.',
  labelNames: ['pool'] as const,
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
  help: 'Slots of this worker; none is free once it is about to stop.',
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

export const brokerConnected = new Gauge({
  name: 'reelmill_broker_connected',
  help: '1 while messages can be published: connected, and the topology stands.',
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

export const eventsUnpublished = new Gauge({
  name: 'reelmill_events_unpublished',
  help: 'Events of jobs that are not yet sent to the broker.',
  registers,
});

export const oldestEventSeconds = new Gauge({
  name: 'reelmill_oldest_event_seconds',
  help: 'How long the oldest unpublished event has waited; 0 when there is none.',
  registers,
});

export const roundSeconds = new Histogram({
  name: 'reelmill_round_seconds',
  help: 'One round of a loop of the orchestrator, also one that failed.',
  labelNames: ['loop'] as const,
  buckets: ROUND_BUCKETS,
  registers,
});

export const databaseSeconds = new Histogram({
  name: 'reelmill_database_seconds',
  help: 'One statement at the database, until it was answered or failed.',
  buckets: DATABASE_BUCKETS,
  registers,
});

export const diskFreeBytes = new Gauge({
  name: 'reelmill_disk_free_bytes',
  help: 'What this process may still write to the file system of a folder.',
  labelNames: ['volume'] as const,
  registers,
  async collect() {
    const spaces = await diskSpaces();
    this.reset();
    for (const { volume, free } of spaces) this.set({ volume }, free);
  },
});

export const diskSizeBytes = new Gauge({
  name: 'reelmill_disk_size_bytes',
  help: 'Size of the file system of a folder.',
  labelNames: ['volume'] as const,
  registers,
  async collect() {
    const spaces = await diskSpaces();
    this.reset();
    for (const { volume, size } of spaces) this.set({ volume }, size);
  },
});
