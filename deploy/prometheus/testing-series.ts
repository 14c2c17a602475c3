import { SERVICES } from '../testing/services';

/** Samples of a series, one each half minute, in promtool's notation: see {@link still}, {@link rising}, {@link steps}. */
export type Samples = string;
/** By selector, such as `up{job="reelmill"}`. */
export type SeriesTable = Readonly<Record<string, Samples>>;

const PER_MINUTE = 2;
const MINUTES = 100;

/** The same value all the time. */
export const still = (value: number | '_'): Samples => `${value}x${MINUTES * PER_MINUTE}`;
/** From 0 up, by so much a minute. */
export const rising = (perMinute: number): Samples => `0+${perMinute / PER_MINUTE}x${MINUTES * PER_MINUTE}`;
/** The same, but for a pause of so many minutes, after so many others. */
export const pausing = (
  perMinute: number,
  { after, minutes }: { after: number; minutes: number },
): Samples => {
  const [step, last] = [perMinute / PER_MINUTE, after * PER_MINUTE - 1];
  const pause = `${last * step}x${minutes * PER_MINUTE - 1}`;
  return `0+${step}x${last} ${pause} ${(last + 1) * step}+${step}x${MINUTES * PER_MINUTE}`;
};
/** One value after the other, each for so many minutes; the last to the end. `_` is no sample. */
export const steps = (...parts: [minutes: number, value: number | '_'][]): Samples => {
  const [lastMinutes, lastValue] = parts.at(-1)!;
  const last: [number, number | '_'] = [Math.max(lastMinutes, MINUTES), lastValue];
  // `5x3` are four samples, `_x3` are three missing ones.
  return [...parts.slice(0, -1), last]
    .map(([minutes, value]) => `${value}x${minutes * PER_MINUTE - (value === '_' ? 0 : 1)}`)
    .join(' ');
};

/** The same value for so many minutes, after which whoever showed it shows it no more. */
export const ending = (value: number, minutes: number): Samples =>
  `${value}x${minutes * PER_MINUTE - 1} stale`;

/** A series of Reelmill. */
export const of = (metric: string, labels: Record<string, string> = {}): string =>
  `${metric}{${Object.entries({ job: 'reelmill', ...labels })
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}}`;

const each = (services: readonly string[], metric: string, value: Samples): SeriesTable =>
  Object.fromEntries(
    services.map((service) => [of(metric, { service, instance: `${service}:9464` }), value]),
  );

export const buckets = (
  metric: string,
  labels: Record<string, string>,
  byLe: Record<string, Samples>,
): SeriesTable =>
  Object.fromEntries(
    Object.entries(byLe).map(([le, samples]) => [of(`${metric}_bucket`, { ...labels, le }), samples]),
  );

const orchestrator = { service: 'orchestrator' };
const renderer = { service: 'renderer' };
const jobs = { service: 'gateway', method: 'GET', route: '/v1/jobs/:id' };

/** One stack that works, without any load. */
export const HEALTHY: SeriesTable = {
  ...each(SERVICES, 'up', still(1)),
  ...each(SERVICES, 'process_start_time_seconds', still(1_700_000_000)),
  ...each(SERVICES, 'reelmill_broker_connected', still(1)),
  ...each(SERVICES, 'reelmill_broker_blocked', still(0)),
  ...each(['gateway', 'renderer'], 'reelmill_oldest_event_seconds', still(0)),
  [of('reelmill_jobs', { ...orchestrator, state: 'queued' })]: still(0),
  [of('reelmill_jobs', { ...orchestrator, state: 'processing' })]: still(0),
  [of('reelmill_jobs', { ...orchestrator, state: 'retrying' })]: still(0),
  [of('reelmill_jobs_total', { ...orchestrator, type: 'render', outcome: 'completed' })]: still(7),
  [of('reelmill_jobs_total', { ...orchestrator, type: 'render', outcome: 'failed' })]: still(0),
  [of('reelmill_oldest_ready_seconds', { ...orchestrator, queue: 'renderer.tasks' })]: still(0),
  [of('reelmill_dead_letters', { ...orchestrator, queue: 'renderer.tasks' })]: still(0),
  [of('reelmill_crashes_total', { ...orchestrator, command: 'segment.render' })]: still(0),
  [of('reelmill_workers_gone_total', { ...orchestrator, pool: 'renderer' })]: still(0),
  [of('reelmill_builds', { ...orchestrator, pool: 'renderer' })]: still(1),
  [of('reelmill_oldest_event_seconds', orchestrator)]: still(0),
  [of('reelmill_slots', { ...renderer, state: 'busy' })]: still(0),
  [of('reelmill_slots', { ...renderer, state: 'free' })]: still(4),
  [of('reelmill_retries_total', { ...renderer, command: 'segment.render' })]: still(0),
  [of('reelmill_task_seconds_count', { ...renderer, command: 'segment.render', outcome: 'succeeded' })]:
    still(70),
  [of('reelmill_artifact_conflicts_total', { ...renderer, command: 'segment.render' })]: still(0),
  [of('reelmill_disk_free_bytes', { ...renderer, volume: 'objects' })]: still(50e9),
  [of('reelmill_disk_size_bytes', { ...renderer, volume: 'objects' })]: still(100e9),
  [of('reelmill_disk_free_bytes', { ...renderer, volume: 'scratch' })]: still(2e9),
  [of('reelmill_disk_size_bytes', { ...renderer, volume: 'scratch' })]: still(2e9),
  [of('reelmill_database_seconds_count', orchestrator)]: rising(600),
  ...buckets('reelmill_database_seconds', orchestrator, {
    '0.5': rising(600),
    '1': rising(600),
    '+Inf': rising(600),
  }),
  [of('reelmill_http_request_seconds_count', { ...jobs, status: '200' })]: rising(60),
  ...buckets(
    'reelmill_http_request_seconds',
    { ...jobs, status: '200' },
    { '1': rising(60), '2.5': rising(60), '+Inf': rising(60) },
  ),
};
