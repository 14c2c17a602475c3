import { audit, rowOf } from '.';
import { traceparentOf } from '../load/trace';
import type { Entry } from '../load/schedule';
import type { Change } from '../world/history';
import type { Tapped } from '../world/tap';
import type { Evidence, JobRow, TaskRow } from './evidence';

const entry: Entry = {
  index: 3,
  atMs: 0,
  owner: 1,
  priority: 5,
  work: { type: 'render', spec: 0 },
  cancelAfterMs: null,
  poison: null,
  ends: ['completed'],
};
const job: JobRow = {
  id: 'job',
  owner: 'owner-01',
  status: 'completed',
  outputs: [{ name: 'video.mp4', object: 'o', sha256: 'aa' }],
  error: null,
  traceparent: traceparentOf(entry),
  created_at: new Date(1_000),
  completed_at: new Date(2_000),
};
let changes = 0;
const change = (more: Partial<Change>): Change => ({
  id: String((changes += 1)),
  kind: 'task',
  entity: 'task',
  job: 'job',
  name: 'noop-0',
  was: null,
  now: 'ready',
  ticket: 0,
  attempt: 1,
  crashes: 0,
  boot: null,
  at: new Date(1_500),
  committed: new Date(1_500),
  ...more,
});
const tapped = (exchange: string, body: Record<string, unknown>, at = 1_600): Tapped => ({
  exchange,
  key: '',
  at,
  bytes: Buffer.alloc(0),
  body,
  properties: {},
  duplicate: false,
});
const nothing: Evidence = {
  submissions: [],
  faults: [],
  jobs: [],
  tasks: [],
  dependencies: [],
  events: [],
  history: [],
  letters: [],
  tapped: [],
  duplicates: [],
  sightings: [],
  finishedInMs: 1,
  queuesAtRest: [],
  queuesAtEnd: [],
  orphans: [],
  leftovers: [],
  refusals: [],
  stopped: [],
  ownEnds: [],
  stored: new Map(),
  faultless: new Map(),
};
const task: TaskRow = {
  id: 'task',
  job_id: 'job',
  name: 'noop-0',
  command: 'noop.storage',
  state: 'succeeded',
  attempt: 1,
  crashes: 0,
  ticket: 1,
  unmet: 0,
  queue: 'storage.tasks',
  failure: null,
};
const poison: Entry = { ...entry, poison: 'always', ends: ['failed'] };
/** A job of owner 1 with a task that `before` tasks of the flood went before, all of them in one queue. */
function besideFlood(before: number): Partial<Evidence> {
  const flood = Array.from({ length: before + 1 }, (_, index) => `flood-${index}`);
  const of = (entity: string, now: string): Change =>
    change({
      entity,
      job: entity === 'task' ? 'job' : 'flood',
      was: now === 'ready' ? null : 'ready',
      now,
      ticket: 1,
    });
  const [head, ...rest] = flood;
  return {
    jobs: [job, { ...job, id: 'flood', owner: 'owner-09' }],
    tasks: [task, ...flood.map((id) => ({ ...task, id }))],
    history: [
      ...flood.map((id) => of(id, 'ready')),
      of('task', 'ready'),
      ...rest.map((id) => of(id, 'sending')),
      of('task', 'sending'),
      of(head!, 'sending'),
    ],
  };
}
const submissions: Evidence['submissions'] = [
  { entry, result: { kind: 'accepted', job: 'job' }, at: 900, cancelledAt: null },
];
const breachesOf = (id: string, evidence: Partial<Evidence>): string[] =>
  audit({ ...nothing, ...evidence }).find((row) => row.id === id)!.breaches;

test('there is a row for each of the twelve invariants, and one that checked nothing is broken', () => {
  const rows = audit(nothing);
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, index) => `I${index + 1}`));
  expect(rows.filter(({ broken }) => !broken).map(({ id }) => id)).toEqual(['I11']);
});

test('a finding that checked something and found no breach holds', () => {
  const check = () => ({ what: 'things', checked: 2, breaches: [] });
  expect(rowOf({ id: 'I1', title: 'a title', check }, nothing)).toMatchObject({ broken: false });
});

test('a flood may go before the task of another owner as often as its window has room', () => {
  expect(breachesOf('I9', besideFlood(24))).toEqual([]);
});

test('a flood may go on before a task that its own job holds back', () => {
  const evidence = besideFlood(25);
  const sibling = (was: string | null, now: string): Change =>
    change({ entity: 'sibling', job: 'job', was, now, ticket: 1 });
  const history = [...evidence.history!];
  history.splice(-3, 0, sibling('running', 'succeeded'));
  history.splice(-12, 0, sibling('ready', 'sending'));
  const tasks = [...evidence.tasks!, { ...task, id: 'sibling' }];
  const inOrder = history.map((each, index) => ({ ...each, id: String(index + 1) }));
  expect(breachesOf('I9', { ...evidence, tasks, history: inOrder })).toEqual([]);
});

test.each<[string, string, Partial<Evidence>]>([
  ['I1', 'is not there', { submissions }],
  ['I1', 'is failed, may be completed', { submissions, jobs: [{ ...job, status: 'failed' }] }],
  ['I1', 'submitted by nobody', { jobs: [job] }],
  [
    'I2',
    'ended 2 times',
    {
      jobs: [job],
      history: ['failed', 'completed'].map((now) =>
        change({ kind: 'job', entity: 'job', was: 'processing', now }),
      ),
    },
  ],
  ['I3', 'not everything was finished', { jobs: [job], finishedInMs: null }],
  ['I4', 'went from succeeded to dispatched', { history: [change({ was: 'succeeded', now: 'dispatched' })] }],
  [
    'I4',
    'which that worker had not begun',
    {
      history: [change({ was: 'dispatched', now: 'running', ticket: 2, boot: 'boot' })],
      tapped: [tapped('reelmill.answers', { type: 'task.started', task: 'task', ticket: 1, boot: 'boot' })],
    },
  ],
  [
    'I4',
    'which that worker had not begun',
    {
      history: [change({ was: 'dispatched', now: 'running', ticket: 2, boot: 'boot' })],
      tapped: [
        tapped('reelmill.answers', { type: 'task.started', task: 'task', ticket: 2, boot: 'boot' }, 3_000),
      ],
    },
  ],
  [
    'I4',
    'runs on late by ticket 2, which that worker had not begun',
    {
      history: ['boot', 'late'].map((boot) => change({ was: 'running', now: 'running', ticket: 2, boot })),
      tapped: [tapped('reelmill.answers', { type: 'task.started', task: 'task', ticket: 2, boot: 'boot' })],
    },
  ],
  [
    'I4',
    'was on no wire',
    { events: [{ job_id: 'job', sequence: 1, type: 'job.queued', data: {}, published_at: new Date() }] },
  ],
  [
    'I4',
    'numbered 1, 3',
    {
      events: [1, 3].map((sequence) => ({
        job_id: 'job',
        sequence,
        type: 'job.queued',
        data: {},
        published_at: null,
      })),
    },
  ],
  [
    'I1',
    'is over a limit',
    { submissions: [{ ...submissions[0]!, entry: { ...entry, ends: [] } }], jobs: [job] },
  ],
  ['I5', 'crashed 6 times', { tasks: [{ ...task, crashes: 6 }] }],
  ['I5', 'had 4 attempts', { tasks: [{ ...task, attempt: 4 }] }],
  [
    'I5',
    'left 0 dead letters, not one',
    { submissions: [{ ...submissions[0]!, entry: poison }], jobs: [{ ...job, status: 'failed' }] },
  ],
  [
    'I5',
    'of an innocent job failed as crashed',
    { submissions, jobs: [job], tasks: [{ ...task, state: 'failed', failure: { code: 'crashed' } }] },
  ],
  ['I6', 'never committed', { tapped: [tapped('reelmill.tasks', { task: 'task', ticket: 1 })] }],
  [
    'I6',
    '900 ms before its commit',
    {
      history: [change({ was: 'ready', now: 'sending', ticket: 1, committed: new Date(2_500) })],
      tapped: [tapped('reelmill.tasks', { task: 'task', ticket: 1 }, 1_600)],
    },
  ],
  [
    'I7',
    'succeeded 2 times',
    { tasks: [task], history: ['running', 'dispatched'].map((was) => change({ was, now: 'succeeded' })) },
  ],
  ['I7', 'more than its failures', { tasks: [{ ...task, attempt: 2 }] }],
  [
    'I7',
    'was ready before needed, which it needs',
    {
      dependencies: [{ task_id: 'task', needs_id: 'needed' }],
      history: [
        change({ was: 'waiting', now: 'ready' }),
        change({ entity: 'needed', was: 'running', now: 'succeeded' }),
      ],
    },
  ],
  [
    'I8',
    'ffmpeg 9 outlived job job by 4500 ms',
    {
      jobs: [{ ...job, status: 'cancelled' }],
      tasks: [task],
      sightings: [{ pid: 9, task: 'task', firstAt: 1_000, lastAt: 6_500 }],
    },
  ],
  [
    'I8',
    'was cancelled and has not ended',
    { submissions: [{ ...submissions[0]!, cancelledAt: 950 }], jobs: [{ ...job, completed_at: null }] },
  ],
  ['I9', 'task task: 25 of the flood went before it', besideFlood(25)],
  [
    'I9',
    'of owner-01 waited 46000 ms',
    {
      jobs: [job],
      history: [
        change({ now: 'ready', at: new Date(1_000) }),
        change({ was: 'ready', now: 'sending', at: new Date(47_000) }),
      ],
    },
  ],
  ['I10', 'ended by itself with 1', { ownEnds: ['storage ended by itself with 1'] }],
  ['I10', 'unacked messages at rest', { queuesAtRest: [{ name: 'storage.tasks', ready: 0, unacked: 2 }] }],
  [
    'I12',
    'aa, without faults bb',
    {
      submissions,
      jobs: [job],
      stored: new Map([['job video.mp4', 'aa']]),
      faultless: new Map([['0 video.mp4', 'bb']]),
    },
  ],
])('%s says when something %s', (id, words, evidence) => {
  expect(breachesOf(id, evidence).join('\n')).toContain(words);
});
