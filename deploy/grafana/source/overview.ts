import { dashboard, figures, graphs } from './dashboard';
import { figure } from './figure';
import { graph } from './graph';
import { of, perMinute, quantile, ratioInRange, shared } from './promql';
import { timeline } from './timeline';

const FIRING = 'ALERTS{alertname=~"Reelmill.+",alertstate="firing"}';
const JUDGED = 'outcome=~"completed|failed"';

const now = figures(
  figure({
    title: 'Alerts firing',
    about: 'Each alert has a page in docs/runbooks: what it means, what to look at, what to do.',
    unit: 'short',
    expr: `count(${FIRING}) or vector(0)`,
    limits: [[1, 'red']],
    nothing: 'no data',
  }),
  figure({
    title: 'Jobs that failed',
    about:
      'Of all jobs that were completed or failed in the time shown. A job also fails because its sources cannot be had or used: look at error.code of the jobs before you look at the workers.',
    unit: 'percentunit',
    decimals: 1,
    expr: ratioInRange(of('reelmill_jobs_total', 'outcome="failed"'), of('reelmill_jobs_total', JUDGED)),
    limits: [
      [0.05, 'orange'],
      [0.2, 'red'],
    ],
    nothing: 'no job ended',
  }),
  figure({
    title: 'Open jobs',
    about: 'Accepted and not ended. It grows while jobs come faster than they are worked off.',
    unit: 'short',
    expr: shared('reelmill_jobs'),
    nothing: 'no orchestrator',
  }),
  figure({
    title: 'Oldest ready task',
    about:
      'How long the task has waited that waits longest though nothing it needs is missing: for a free slot, or for a worker at all.',
    unit: 's',
    decimals: 0,
    expr: `max(${of('reelmill_oldest_ready_seconds')})`,
    limits: [
      [60, 'orange'],
      [600, 'red'],
    ],
    nothing: 'no orchestrator',
  }),
  figure({
    title: 'Living workers',
    about: 'Workers whose beats the orchestrator hears, of all services.',
    unit: 'short',
    expr: shared('reelmill_workers'),
    nothing: 'no orchestrator',
  }),
  figure({
    title: 'Not answering',
    about: 'Processes that Prometheus knows of and whose metrics it cannot read.',
    unit: 'short',
    expr: `sum(1 - ${of('up')})`,
    limits: [[1, 'red']],
    nothing: 'none known',
  }),
);

const users = [
  graphs(
    graph({
      title: 'Jobs ended',
      about: 'Per minute, by how they ended.',
      unit: 'cpm',
      queries: { '{{outcome}}': perMinute('reelmill_jobs_total', 'outcome') },
      outcomes: true,
      stacked: true,
    }),
    graph({
      title: 'Wait until work begins',
      about:
        'From the acceptance of a job until a worker starts its first task, of the jobs that ended just then. Long waits mean too few slots, or workers that are not heard.',
      unit: 's',
      queries: {
        median: quantile(0.5, 'reelmill_job_wait_seconds'),
        'p95: one in twenty waits longer': quantile(0.95, 'reelmill_job_wait_seconds'),
      },
    }),
    graph({
      title: 'Time of a job',
      about: 'From acceptance to the end, of completed jobs.',
      unit: 's',
      queries: {
        median: quantile(0.5, 'reelmill_job_seconds', '', 'outcome="completed"'),
        'p95: one in twenty takes longer': quantile(0.95, 'reelmill_job_seconds', '', 'outcome="completed"'),
      },
    }),
  ),
];

const work = [
  graphs(
    graph({
      title: 'Open tasks',
      about:
        'In the database, by queue; workers are scaled by it. The broker holds only a short window of them.',
      unit: 'short',
      queries: { '{{queue}}': shared('reelmill_tasks', 'queue') },
      stacked: true,
    }),
    graph({
      title: 'Oldest ready task by queue',
      about: 'Which pool of workers is too small, or stands still.',
      unit: 's',
      queries: { '{{queue}}': `max by (queue) (${of('reelmill_oldest_ready_seconds')})` },
    }),
    graph({
      title: 'Living workers by service',
      about: 'Workers whose beats the orchestrator hears. A pool without work may be scaled to none.',
      unit: 'short',
      queries: { '{{pool}}': shared('reelmill_workers', 'pool') },
    }),
  ),
  {
    height: 6,
    panels: [
      timeline({
        title: 'Alerts over time',
        about: 'When which alert fired. Empty is good.',
        queries: { '{{alertname}}': `max by (alertname) (${FIRING})` },
        states: [
          ['quiet', 'green'],
          ['firing', 'red'],
        ],
        nothing: 'no alert fired',
      }),
    ],
  },
];

export const overview = dashboard({
  uid: 'reelmill-overview',
  title: 'Reelmill / Overview',
  about: 'Is it healthy, and what do users feel? Begin here; the other dashboards say why.',
  rows: [
    { title: 'Now', lines: [now] },
    { title: 'What users feel', lines: users },
    { title: 'Work', lines: work },
  ],
});
