import { TASK_STATES, isFinalTask, type TaskAnswer } from '@reelmill/contracts';
import fc from 'fast-check';
import { applyAnswer, type TaskView } from './apply-answer';

const about = {
  v: 1 as const,
  id: '00000000-0000-4000-8000-000000000001',
  boot: '00000000-0000-4000-8000-000000000002',
  job: '00000000-0000-4000-8000-000000000003',
  task: '00000000-0000-4000-8000-000000000004',
  attempt: 1,
};
const failure = { code: 'render_failed', message: 'x', retryable: true } as const;
const answers = (ticket: number): TaskAnswer[] => [
  { ...about, ticket, type: 'task.started' },
  { ...about, ticket, type: 'task.retrying', dueAt: '2030-01-01T00:00:00Z', failure },
  { ...about, ticket, type: 'task.succeeded', reply: {}, made: true, seconds: 1 },
  { ...about, ticket, type: 'task.failed', failure },
  { ...about, ticket, type: 'task.dropped' },
];
const view = (more: Partial<TaskView> = {}): TaskView => ({
  state: 'dispatched',
  ticket: 2,
  attempt: 1,
  bootId: null,
  ...more,
});

describe('applyAnswer', () => {
  it('never changes a task that has ended', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TASK_STATES.filter(isFinalTask)),
        fc.constantFrom(...answers(2), ...answers(1), ...answers(3)),
        (state, answer) => ['ignore', 'stop'].includes(applyAnswer(view({ state }), answer).kind),
      ),
    );
  });

  it('hears nothing of a task that was never issued', () => {
    const kinds = answers(2).map((answer) => applyAnswer(view({ state: 'waiting' }), answer).kind);
    expect(kinds).toEqual(['ignore', 'ignore', 'ignore', 'ignore', 'ignore']);
  });

  it('knows a delay that is longer than the ladder as one to be kept here', () => {
    const held = (retryAfterMs: number) =>
      applyAnswer(view(), { ...answers(2)[1]!, failure: { ...failure, retryAfterMs } } as TaskAnswer);
    expect(held(512_000)).toMatchObject({ kind: 'retry', held: false });
    expect(held(512_001)).toMatchObject({ kind: 'retry', held: true });
  });

  it('refuses everything about an old ticket but a success', () => {
    const kinds = answers(1).map((answer) => applyAnswer(view(), answer).kind);
    expect(kinds).toEqual(['stop', 'ignore', 'succeed', 'ignore', 'ignore']);
  });

  it('takes no notice of what comes late about an earlier attempt, for the next one runs by the same ticket', () => {
    const kinds = answers(2).map(
      (answer) => applyAnswer(view({ state: 'running', attempt: 2 }), answer).kind,
    );
    expect(kinds).toEqual(['ignore', 'ignore', 'succeed', 'ignore', 'ignore']);
  });

  it('acts on the current ticket', () => {
    const kinds = answers(2).map((answer) => applyAnswer(view(), answer).kind);
    expect(kinds).toEqual(['start', 'retry', 'succeed', 'fail', 'drop']);
  });

  it('counts the next attempt when a worker retries', () => {
    const effect = applyAnswer(view({ state: 'running' }), { ...answers(2)[1]!, attempt: 2 });
    expect(effect).toMatchObject({ kind: 'retry', attempt: 3 });
  });

  it('tells a mismatch of engines from a failure', () => {
    const answer: TaskAnswer = {
      ...about,
      ticket: 2,
      type: 'task.failed',
      failure: { code: 'engine_mismatch', message: 'x', retryable: false },
    };
    expect(applyAnswer(view(), answer)).toMatchObject({ kind: 'otherEngine' });
  });
});
