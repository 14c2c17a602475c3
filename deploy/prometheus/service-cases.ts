import { SERVICES } from '../testing/services';
import { casesOf, type AlertCase } from './alert-cases';
import { buckets, ending, of, pausing, rising, steps, still, type SeriesTable } from './testing-series';

const instance = (
  metric: string,
  service: string,
  samples: string,
  name = `${service}:9464`,
): SeriesTable => ({
  [of(metric, { service, instance: name })]: samples,
});
const up = (service: string, samples: string, name?: string) => instance('up', service, samples, name);
const started = (samples: string, name?: string) =>
  instance('process_start_time_seconds', 'renderer', samples, name);
const crashes = (samples: string): SeriesTable => ({
  [of('reelmill_crashes_total', { service: 'orchestrator', command: 'segment.render' })]: samples,
});
const gone = (samples: string): SeriesTable => ({
  [of('reelmill_workers_gone_total', { service: 'orchestrator', pool: 'renderer' })]: samples,
});
const builds = (samples: string): SeriesTable => ({
  [of('reelmill_builds', { service: 'orchestrator', pool: 'renderer' })]: samples,
});
const connected = (service: string, samples: string) =>
  instance('reelmill_broker_connected', service, samples);
const blocked = (samples: string) => instance('reelmill_broker_blocked', 'orchestrator', samples);
const disk = (volume: string, free: number, size: number): SeriesTable => ({
  [of('reelmill_disk_free_bytes', { service: 'renderer', volume })]: still(free),
  [of('reelmill_disk_size_bytes', { service: 'renderer', volume })]: still(size),
});
/** So many statements a minute, all but the quick ones of them between half a second and a second. */
const statements = (service: string, perMinute: number, quick = 0): SeriesTable => ({
  [of('reelmill_database_seconds_count', { service })]: rising(perMinute),
  ...buckets(
    'reelmill_database_seconds',
    { service },
    {
      '0.5': rising(quick),
      '1': rising(perMinute),
      '+Inf': rising(perMinute),
    },
  ),
});
/** Statements of the orchestrator, with a pause. */
const asked = (pause: { after: number; minutes: number }): SeriesTable => ({
  [of('reelmill_database_seconds_count', { service: 'orchestrator' })]: pausing(600, pause),
});
/** The gauges of jobs. */
const jobs = (samples: string): SeriesTable =>
  Object.fromEntries(
    ['queued', 'processing', 'retrying'].map((state) => [
      of('reelmill_jobs', { service: 'orchestrator', state }),
      samples,
    ]),
  );
/** So many requests a minute, all of them between one second and two and a half. */
const requests = (route: string, status: string, perMinute: number): SeriesTable => {
  const labels = { service: 'gateway', method: 'GET', route, status };
  return {
    [of('reelmill_http_request_seconds_count', labels)]: rising(perMinute),
    ...buckets('reelmill_http_request_seconds', labels, {
      '1': still(0),
      '2.5': rising(perMinute),
      '+Inf': rising(perMinute),
    }),
  };
};

const down = casesOf('ReelmillServiceDown');
const notReady = casesOf('ReelmillOrchestratorNotReady');
const loop = casesOf('ReelmillCrashLoop');
const silent = casesOf('ReelmillWorkerSilent');
const two = casesOf('ReelmillTwoBuilds');
const brokerDown = casesOf('ReelmillBrokerDown');
const alarm = casesOf('ReelmillBrokerBlocked');
const database = casesOf('ReelmillDatabaseSlow');
const databaseDown = casesOf('ReelmillDatabaseDown');
const diskLow = casesOf('ReelmillDiskLow');
const errors = casesOf('ReelmillGatewayErrors');
const slow = casesOf('ReelmillGatewaySlow');

const restarts = steps([4, 1], [4, 2], [4, 3], [1, 4]);

export const SERVICE_CASES: readonly AlertCase[] = [
  down('the gateway does not answer', 5, up('gateway', still(0)), { service: 'gateway' }),
  down('all renderers that there should be do not answer', 5, up('renderer', still(0)), {
    service: 'renderer',
  }),
  down('the orchestrator is not even looked for', 10, up('orchestrator', still('_')), {
    service: 'orchestrator',
  }),
  down(
    'the gateway of one installation of two is not even looked for',
    10,
    {
      [of('up', { service: 'orchestrator', namespace: 'b' })]: still(1),
      [of('reelmill_jobs', { service: 'orchestrator', namespace: 'b', state: 'queued' })]: still(0),
    },
    { namespace: 'b', service: 'gateway' },
  ),
  down(
    'nothing at all is looked for',
    10,
    Object.fromEntries(SERVICES.flatMap((each) => Object.entries(up(each, still('_'))))),
    {
      job: 'reelmill',
    },
  ),
  down('a pool is scaled to 0', 30, { ...up('renderer', steps([10, 1], [1, '_'])) }, null),
  down('one of two gateways does not answer', 30, up('gateway', still(0), 'other:9464'), null),
  down('the gateway starts again', 11, up('gateway', steps([10, 1], [2, 0], [1, 1])), null),

  notReady('the orchestrator waits for its schema', 6, jobs(still('_')), {}),
  notReady('the orchestrator can no longer read what is open', 16, jobs(ending(0, 10)), {}),
  notReady(
    'the orchestrator of one installation of two waits',
    6,
    {
      [of('up', { service: 'gateway', namespace: 'b' })]: still(1),
      [of('up', { service: 'orchestrator', namespace: 'b' })]: still(1),
    },
    { namespace: 'b' },
  ),
  notReady('a migration takes four minutes', 4, jobs(steps([4.5, '_'], [1, 0])), null),
  notReady(
    'one of two orchestrators waits for the schema of the next version',
    30,
    up('orchestrator', still(1), 'other:9464'),
    null,
  ),

  loop('a renderer starts three times in a quarter of an hour', 13, started(restarts), {
    service: 'renderer',
  }),
  loop('three workers vanish over one command', 12, crashes(steps([10, 0], [1, 3])), {
    command: 'segment.render',
  }),
  loop(
    'three renderers start once each, as in a roll-out',
    12,
    {
      ...started(steps([4, 1], [1, 2])),
      ...started(steps([6, 1], [1, 2]), 'b:9464'),
      ...started(steps([8, 1], [1, 2]), 'c:9464'),
    },
    null,
  ),
  loop('one worker vanishes', 12, crashes(steps([10, 0], [1, 1])), null),

  silent('a renderer falls silent', 12, gone(steps([10, 0], [1, 1])), { pool: 'renderer' }),
  silent('a renderer fell silent a while ago', 30, gone(steps([10, 0], [1, 1])), null),
  silent('the orchestrator starts again and counts from 0', 25, gone(steps([20, 5], [1, 0])), null),

  two('two builds live for more than half an hour', 32, builds(still(2)), { pool: 'renderer' }),
  two('a roll-out takes twenty minutes', 24, builds(steps([5, 1], [20, 2], [1, 1])), null),
  two('a pool is scaled to 0', 60, builds(still(0)), null),

  brokerDown(
    'no process has a connection',
    3,
    { ...connected('gateway', still(0)), ...connected('renderer', still(0)) },
    {},
  ),
  brokerDown('the broker starts again', 10, connected('renderer', steps([10, 1], [0.5, 0], [1, 1])), null),

  alarm('the disk alarm of the broker is on', 3, blocked(still(1)), {}),
  alarm('the alarm is on for a moment', 10, blocked(steps([10, 0], [0.5, 1], [1, 0])), null),

  database('statements of the gateway take long', 8, statements('gateway', 60), { service: 'gateway' }),
  database('few statements take long among many', 30, statements('gateway', 60, 57.6), null),
  databaseDown(
    'no statement of the orchestrator is answered, so that it shows no jobs',
    16,
    { ...asked({ after: 10, minutes: 10 }), ...jobs(ending(0, 10)) },
    { service: 'orchestrator' },
  ),
  databaseDown('the database starts again', 13, asked({ after: 10, minutes: 3.5 }), null),
  databaseDown('the gateway has nothing to ask', 30, statements('gateway', 0), null),

  diskLow('a twentieth of the object store is left', 7, disk('objects', 50e9, 1000e9), {
    volume: 'objects',
  }),
  diskLow('a small object store has less than twice what must stay free', 7, disk('objects', 4e9, 20e9), {
    volume: 'objects',
  }),
  diskLow('the scratch disk is nearly full', 7, disk('scratch', 0.1e9, 2e9), {
    service: 'renderer',
    volume: 'scratch',
  }),
  diskLow('a scratch disk is small, and free', 30, disk('scratch', 1e9, 1.5e9), null),

  errors('each fourth request fails', 8, requests('/v1/jobs/:id', '500', 20), {}),
  errors('one of a hundred requests fails', 30, requests('/v1/jobs/:id', '500', 0.6), null),
  errors('requests of callers are wrong', 30, requests('/v1/assets', '413', 20), null),
  errors('readiness says that the gateway can not serve', 30, requests('/healthz/ready', '503', 20), null),

  slow('requests about jobs take seconds', 22, requests('/v1/jobs', '200', 20), {}),
  slow(
    'downloads take as long as the lines of callers need',
    30,
    requests('/v1/jobs/:id/outputs/:name', '200', 60),
    null,
  ),
  slow('few requests are slow among many', 30, requests('/v1/jobs', '200', 2), null),
];
