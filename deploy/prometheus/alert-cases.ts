import { of, rising, steps, still, type SeriesTable } from './testing-series';

/** What a stack shows when something is other than in a healthy one, and which alert fires then; `null`: none. */
export interface AlertCase {
  about: string;
  alert: string;
  /** Minutes after the first sample; of a case in which none fires, a time at which one would if it did not wait. */
  at: number;
  /** In the place of the same series of the healthy stack, or besides those. */
  series: SeriesTable;
  /** Labels of the one alert that fires, besides `severity`; `null` when none does. */
  fires: Record<string, string> | null;
}

/** Cases of one alert. */
export const casesOf =
  (alert: string) =>
  (about: string, at: number, series: SeriesTable, fires: AlertCase['fires']): AlertCase => ({
    about,
    alert,
    at,
    series,
    fires,
  });

const orchestrator = { service: 'orchestrator' };
const renderer = { service: 'renderer' };
const render = { command: 'segment.render' };

const open = (state: string, samples: string): SeriesTable => ({
  [of('reelmill_jobs', { ...orchestrator, state })]: samples,
});
const ended = (outcome: string, samples: string): SeriesTable => ({
  [of('reelmill_jobs_total', { ...orchestrator, type: 'render', outcome })]: samples,
});
/** Downloads, which make no artifact. */
const downloads = (samples: string): SeriesTable => ({
  [of('reelmill_task_seconds_count', {
    service: 'storage',
    command: 'asset.ingest',
    outcome: 'succeeded',
  })]: samples,
});
const slots = (state: string, samples: string): SeriesTable => ({
  [of('reelmill_slots', { ...renderer, state })]: samples,
});
const oldest = (samples: string): SeriesTable => ({
  [of('reelmill_oldest_ready_seconds', { ...orchestrator, queue: 'renderer.tasks' })]: samples,
});
const letters = (samples: string): SeriesTable => ({
  [of('reelmill_dead_letters', { ...orchestrator, queue: 'renderer.tasks' })]: samples,
});
const retries = (samples: string): SeriesTable => ({
  [of('reelmill_retries_total', { ...renderer, ...render })]: samples,
});
const attempts = (samples: string): SeriesTable => ({
  [of('reelmill_task_seconds_count', { ...renderer, ...render, outcome: 'succeeded' })]: samples,
});
const conflicts = (samples: string): SeriesTable => ({
  [of('reelmill_artifact_conflicts_total', { ...renderer, ...render })]: samples,
});
const events = (samples: string): SeriesTable => ({
  [of('reelmill_oldest_event_seconds', orchestrator)]: samples,
});

const stalled = casesOf('ReelmillWorkStalled');
const waiting = casesOf('ReelmillOldestTaskWaiting');
const failing = casesOf('ReelmillJobsFailing');
const dead = casesOf('ReelmillDeadLetters');
const retried = casesOf('ReelmillRetriesHigh');
const conflict = casesOf('ReelmillArtifactConflict');
const behind = casesOf('ReelmillEventsBehind');

/** All slots are busy, and the oldest task has waited for so many seconds. */
const crowded = (seconds: number): SeriesTable => ({
  ...oldest(still(seconds)),
  ...slots('busy', still(4)),
  ...slots('free', still(0)),
});
const ofPool = { queue: 'renderer.tasks', service: 'renderer' };
const otherNamespace = { namespace: 'b', service: 'orchestrator' };

export const WORK_CASES: readonly AlertCase[] = [
  stalled('three jobs are open and nothing ends', 12, open('processing', still(3)), {}),
  stalled(
    'jobs are open and the pool was never scaled up',
    12,
    {
      ...open('queued', still(3)),
      ...slots('busy', still('_')),
      ...slots('free', still('_')),
      ...attempts(still('_')),
    },
    {},
  ),
  stalled(
    'one installation of two stands still',
    12,
    {
      [of('reelmill_jobs', { ...otherNamespace, state: 'processing' })]: still(3),
      [of('reelmill_jobs_total', { ...otherNamespace, outcome: 'completed' })]: still(3),
      ...open('processing', still(3)),
      ...attempts(rising(1)),
    },
    { namespace: 'b' },
  ),
  stalled(
    'the task of an open job takes long',
    30,
    { ...open('processing', still(1)), ...slots('busy', still(1)) },
    null,
  ),
  stalled(
    'tasks end one after the other',
    30,
    { ...open('processing', still(3)), ...attempts(rising(1)) },
    null,
  ),
  stalled(
    'files are downloaded one after the other',
    30,
    { ...open('processing', still(3)), ...downloads(rising(1)) },
    null,
  ),
  stalled(
    'jobs end one after the other, all of it found in the store, without a worker',
    30,
    {
      ...open('queued', still(3)),
      ...ended('completed', rising(1)),
      ...slots('busy', still('_')),
      ...slots('free', still('_')),
      ...attempts(still('_')),
    },
    null,
  ),
  stalled('the only open job waits for its next try', 30, open('retrying', still(1)), null),
  stalled('jobs wait for some minutes', 17, open('queued', steps([10, 0], [8, 3], [1, 0])), null),

  waiting('a task has waited for more than half an hour and all slots are busy', 12, crowded(2000), ofPool),
  waiting(
    'a slot becomes free now and then, and is taken at once',
    14,
    { ...oldest(still(2000)), ...slots('free', steps([4, 0], [1, 1], [4, 0], [1, 1], [1, 0])) },
    ofPool,
  ),
  waiting(
    'there is no worker',
    12,
    { ...oldest(still(2000)), ...slots('free', still('_')), ...slots('busy', still('_')) },
    ofPool,
  ),
  waiting(
    'all slots are free and none is ever busy, while another pool is at work',
    12,
    {
      ...open('processing', still(3)),
      ...oldest(still(2000)),
      ...slots('free', still(3)),
      [of('reelmill_slots', { service: 'storage', state: 'busy' })]: still(1),
    },
    ofPool,
  ),
  waiting(
    'a long job has its share of the slots, and one is free for others',
    30,
    { ...oldest(still(2000)), ...slots('busy', still(3)), ...slots('free', still(1)) },
    null,
  ),
  waiting(
    'a task that waited for others has just become ready',
    10,
    { ...crowded(0), ...oldest(steps([8, 0], [3, 4000], [1, 0])) },
    null,
  ),
  waiting('tasks wait for some minutes', 30, crowded(600), null),

  failing(
    'half of the jobs fail',
    20,
    { ...ended('failed', rising(1)), ...ended('completed', rising(1)) },
    {},
  ),
  failing('the first six jobs fail, all of them', 18, ended('failed', steps([10, 0], [1, 6])), {}),
  failing('three jobs fail and no other ends', 20, ended('failed', steps([10, 0], [1, 3])), null),
  failing(
    'one of ten jobs fails',
    40,
    { ...ended('failed', rising(1)), ...ended('completed', rising(9)) },
    null,
  ),
  failing(
    'the orchestrator starts again and counts from 0',
    30,
    ended('failed', steps([20, 50], [1, 0])),
    null,
  ),
  failing(
    'half of the jobs are cancelled',
    40,
    { ...ended('cancelled', rising(5)), ...ended('completed', rising(5)) },
    null,
  ),

  dead('a letter waits', 3, letters(still(1)), { queue: 'renderer.tasks' }),
  dead('there was a letter, and somebody has removed it', 20, letters(steps([10, 1], [1, 0])), null),

  retried('every second attempt fails', 40, { ...retries(rising(1)), ...attempts(rising(2)) }, render),
  retried('one of ten attempts fails', 40, { ...retries(rising(1)), ...attempts(rising(10)) }, null),
  retried(
    'five of five attempts fail',
    30,
    {
      ...retries(steps([10, 0], [1, 5])),
      ...attempts(steps([10, 0], [1, 5])),
    },
    null,
  ),

  conflict('other bytes were made once', 12, conflicts(steps([10, 0], [1, 1])), render),
  conflict('a worker that has told so long ago goes on', 30, conflicts(still(1)), null),

  behind('events wait for more than five minutes', 7, events(still(400)), {}),
  behind('events wait for a minute', 30, events(still(60)), null),
  behind('events wait while the broker starts again', 12, events(steps([10, 0], [3, 400], [1, 0])), null),
];
