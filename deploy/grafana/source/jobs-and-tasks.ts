import { dashboard, graphs } from './dashboard';
import { graph } from './graph';
import { heatmap } from './heatmap';
import { concurrency, of, perMinute, quantile, rate, shared } from './promql';
import { command, queue } from './variables';

const QUEUE = 'queue=~"$queue"';
const COMMAND = 'command=~"$command"';

const jobs = graphs(
  graph({
    title: 'Open jobs by state',
    about:
      'Queued jobs have no plan yet or nothing of theirs was started; retrying ones wait for a failed task to be tried again.',
    unit: 'short',
    queries: { '{{state}}': shared('reelmill_jobs', 'state') },
    stacked: true,
  }),
  graph({
    title: 'Jobs ended by type',
    about: 'Per minute, by type and how they ended.',
    unit: 'cpm',
    queries: { '{{type}} {{outcome}}': perMinute('reelmill_jobs_total', 'type, outcome') },
    outcomes: true,
  }),
  graph({
    title: 'Wait until work begins',
    about: 'From the acceptance of a job until a worker starts its first task.',
    unit: 's',
    queries: {
      '{{type}} median': quantile(0.5, 'reelmill_job_wait_seconds', 'type'),
      '{{type}} p95': quantile(0.95, 'reelmill_job_wait_seconds', 'type'),
    },
  }),
  graph({
    title: 'Time of a job',
    about: 'From acceptance to the end, of completed jobs.',
    unit: 's',
    queries: {
      '{{type}} median': quantile(0.5, 'reelmill_job_seconds', 'type', 'outcome="completed"'),
      '{{type}} p95': quantile(0.95, 'reelmill_job_seconds', 'type', 'outcome="completed"'),
    },
  }),
);

const waiting = graphs(
  graph({
    title: 'Open tasks by state',
    about:
      'waiting: something that it needs is not there yet. ready: it could run. sending, dispatched: its ticket is on the way. running: a worker has it. retrying: it failed and waits for its next attempt.',
    unit: 'short',
    queries: { '{{state}}': shared('reelmill_tasks', 'state', QUEUE) },
    stacked: true,
  }),
  graph({
    title: 'Ready tasks by queue',
    about:
      'Work that only lacks a slot. A little is good: no worker idles. Much for long means too few workers.',
    unit: 'short',
    queries: { '{{queue}}': shared('reelmill_tasks', 'queue', `${QUEUE},state="ready"`) },
    stacked: true,
  }),
  graph({
    title: 'Oldest ready task',
    about: 'Rises by a second each second while a queue stands still.',
    unit: 's',
    queries: { '{{queue}}': `max by (queue) (${of('reelmill_oldest_ready_seconds', QUEUE)})` },
    limits: [[60, 'orange']],
  }),
);

const attempts = [
  graphs(
    graph({
      title: 'Attempts ended',
      about:
        'Per minute, by command and how they ended. drained: a worker that stops gave it back. dead: what it was sent cannot be read.',
      unit: 'cpm',
      queries: {
        '{{command}} {{outcome}}': perMinute('reelmill_task_seconds_count', 'command, outcome', COMMAND),
      },
    }),
    graph({
      title: 'p95 of an attempt',
      about: 'Of those that succeeded: one in twenty takes longer.',
      unit: 's',
      queries: {
        '{{command}}': quantile(0.95, 'reelmill_task_seconds', 'command', `${COMMAND},outcome="succeeded"`),
      },
    }),
    heatmap({
      title: 'Spread of attempts',
      about: 'Attempts per second by how long they took; choose a command above to see one kind alone.',
      unit: 's',
      histogram: 'reelmill_task_seconds',
      more: COMMAND,
    }),
  ),
  graphs(
    graph({
      title: 'Slots that each command kept busy',
      about:
        'Attempts that ran at a time, on average, computed from those that ended: what the time of the workers goes into.',
      unit: 'short',
      queries: { '{{command}}': concurrency('reelmill_task_seconds', 'command', COMMAND) },
      stacked: true,
    }),
    graph({
      title: 'Retries and crashes',
      about:
        'Per minute. A retry is an attempt that failed and comes again; a crash is a worker that vanished with a task in its hands.',
      unit: 'cpm',
      queries: {
        '{{command}} retried': perMinute('reelmill_retries_total', 'command', COMMAND),
        '{{command}} crashed': perMinute('reelmill_crashes_total', 'command', COMMAND),
      },
    }),
    graph({
      title: 'Dead letters',
      about:
        'Messages that nobody could handle; they are kept with their bytes until a person looks. None is normal.',
      unit: 'short',
      queries: { '{{queue}}': `max by (queue) (${of('reelmill_dead_letters')})` },
      limits: [[1, 'red']],
    }),
  ),
];

const artifacts = graphs(
  graph({
    title: 'Artifacts made and reused',
    about: 'Per minute. What was made before under the same key is found in the store and not made again.',
    unit: 'cpm',
    queries: { '{{result}}': perMinute('reelmill_artifacts_total', 'result', COMMAND) },
    stacked: true,
  }),
  graph({
    title: 'Share of work saved',
    about: 'Artifacts found in the store, of all that were needed.',
    unit: 'percentunit',
    queries: {
      '{{command}}':
        `sum by (command) (${rate('reelmill_artifacts_total', `${COMMAND},result="reused"`)})` +
        ` / (sum by (command) (${rate('reelmill_artifacts_total', COMMAND)}) > 0)`,
    },
    max: 1,
  }),
  graph({
    title: 'Artifacts that differ',
    about:
      'Per minute: bytes under a key that are not those made before under it. It must be none; else an engine does not say all that determines its bytes.',
    unit: 'cpm',
    queries: { '{{command}}': perMinute('reelmill_artifact_conflicts_total', 'command', COMMAND) },
    limits: [[0.001, 'red']],
  }),
);

export const jobsAndTasks = dashboard({
  uid: 'reelmill-jobs-and-tasks',
  title: 'Reelmill / Jobs and tasks',
  about: 'Where jobs are, what they wait for, what fails, and what the store saves.',
  variables: [queue(), command()],
  rows: [
    { title: 'Jobs', lines: [jobs] },
    { title: 'Tasks that are open (by queue)', lines: [waiting] },
    { title: 'Attempts (by command)', lines: attempts },
    { title: 'Artifacts', lines: [artifacts] },
  ],
});
