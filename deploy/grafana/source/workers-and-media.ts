import { dashboard, figures, graphs } from './dashboard';
import { figure } from './figure';
import { graph } from './graph';
import { of, perMinute, rate, shared } from './promql';
import { service } from './variables';

const SERVICE = 'service=~"$service"';
const each = '{{service}} {{instance}}';
const BUSY = of('reelmill_slots', `${SERVICE},state="busy"`);

const now = figures(
  figure({
    title: 'Living workers',
    about: 'Of all services, as the orchestrator hears them.',
    unit: 'short',
    expr: shared('reelmill_workers'),
    nothing: 'no orchestrator',
  }),
  figure({
    title: 'Slots in use',
    about: 'Busy slots of all slots of the selected services.',
    unit: 'percentunit',
    decimals: 0,
    expr: `sum(${BUSY}) / sum(${of('reelmill_slots', SERVICE)})`,
    nothing: 'no worker',
  }),
  figure({
    title: 'Most builds of one service',
    about:
      'A build is the hash of a service’s engines; tasks are bound to the build they were planned for. More than one is normal only while versions are exchanged.',
    unit: 'short',
    expr: `max(${of('reelmill_builds')})`,
    limits: [[2, 'orange']],
    nothing: 'no orchestrator',
  }),
  figure({
    title: 'Workers gone silent',
    about: 'In the time shown: workers whose beats stopped without a goodbye.',
    unit: 'short',
    decimals: 0,
    expr: `sum(increase(${of('reelmill_workers_gone_total')}[$__range]))`,
    limits: [[1, 'orange']],
    nothing: 'no orchestrator',
  }),
  figure({
    title: 'Least free disk',
    about: 'Of the volume that is fullest, of the selected services.',
    unit: 'percentunit',
    decimals: 0,
    expr: `min(${of('reelmill_disk_free_bytes', SERVICE)} / ${of('reelmill_disk_size_bytes', SERVICE)})`,
    limits: [
      [0, 'red'],
      [0.1, 'orange'],
      [0.2, 'green'],
    ],
    nothing: 'no volume',
  }),
  figure({
    title: 'Starts in the last hour',
    about:
      'Processes of the selected services that began in the last hour: a roll-out, more workers, or crashes.',
    unit: 'short',
    expr: `count(time() - ${of('process_start_time_seconds', SERVICE)} < 3600) or vector(0)`,
    nothing: 'none known',
  }),
);

const pools = [
  graphs(
    graph({
      title: 'Busy slots',
      about:
        'Per service. A worker has a slot more than one job may hold, so that a short job does not wait for the long tasks of another.',
      unit: 'short',
      queries: { '{{service}}': `sum by (service) (${BUSY})` },
      stacked: true,
    }),
    graph({
      title: 'Free slots',
      about:
        'Per service. None free for long, and tasks wait: add workers. Many free for long: take some away.',
      unit: 'short',
      queries: { '{{service}}': `sum by (service) (${of('reelmill_slots', `${SERVICE},state="free"`)})` },
      stacked: true,
    }),
    graph({
      title: 'Workers and their slots',
      about: 'Of all services, as the orchestrator hears them: what it plans with.',
      unit: 'short',
      queries: {
        '{{pool}} workers': shared('reelmill_workers', 'pool'),
        '{{pool}} slots': shared('reelmill_worker_slots', 'pool'),
      },
    }),
  ),
  graphs(
    graph({
      title: 'Builds by service',
      about:
        'Two for more than a roll-out means that two versions or two kinds of machines share the work: nothing that one made is reused by the other.',
      unit: 'short',
      queries: { '{{pool}}': `max by (pool) (${of('reelmill_builds')})` },
      limits: [[2, 'orange']],
    }),
    graph({
      title: 'Workers gone silent by service',
      about: 'Per minute. Killed for want of memory, a lost machine, or a lost network.',
      unit: 'cpm',
      queries: {
        '{{pool}}': perMinute('reelmill_workers_gone_total', 'pool'),
      },
    }),
  ),
];

const processes = [
  graphs(
    graph({
      title: 'CPU',
      about:
        'Cores in use by each process, without ffmpeg and the other programs that it runs; for those look at the container.',
      unit: 'short',
      queries: { [each]: `sum by (service, instance) (${rate('process_cpu_seconds_total', SERVICE)})` },
    }),
    graph({
      title: 'Memory',
      about:
        'Of each process, without ffmpeg and the other programs that it runs; for those look at the container.',
      unit: 'bytes',
      queries: { [each]: `max by (service, instance) (${of('process_resident_memory_bytes', SERVICE)})` },
    }),
    graph({
      title: 'Event-loop lag',
      about:
        'How late the process gets to what is due (99th percentile). A worker that is late by seconds seems silent.',
      unit: 's',
      queries: { [each]: `max by (service, instance) (${of('nodejs_eventloop_lag_p99_seconds', SERVICE)})` },
      limits: [[0.2, 'orange']],
    }),
  ),
];

const disks = graphs(
  graph({
    title: 'Free space of the objects',
    about: 'The volume of sources, artifacts and outputs, as each service sees it.',
    unit: 'bytes',
    queries: {
      '{{service}}': `min by (service) (${of('reelmill_disk_free_bytes', `${SERVICE},volume="objects"`)})`,
    },
  }),
  graph({
    title: 'Free space of the scratch',
    about: 'Where a task keeps its files while it runs; the worker with the least.',
    unit: 'bytes',
    queries: {
      '{{service}}': `min by (service) (${of('reelmill_disk_free_bytes', `${SERVICE},volume="scratch"`)})`,
    },
  }),
);

export const workersAndMedia = dashboard({
  uid: 'reelmill-workers-and-media',
  title: 'Reelmill / Workers and media',
  about: 'The pools of workers: how many, how busy, of which build, and what their machines have left.',
  variables: [service()],
  rows: [
    { title: 'Now', lines: [now] },
    { title: 'Pools', lines: pools },
    { title: 'Processes', lines: processes },
    { title: 'Disks', lines: [disks] },
  ],
});
