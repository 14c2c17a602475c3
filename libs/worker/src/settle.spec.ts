import { TaskError, analyzeMedia, type Answer } from '@reelmill/contracts';
import { PublishError, type Broker, type Delivery, type OutgoingMessage } from '@reelmill/messaging';
import { createLogger } from '@reelmill/observability';
import { makeTicket } from '../test/make-ticket';
import { settle, type Desk } from './settle';
import { TaskRun, type RunEnd } from './task-run';

const logger = createLogger({ service: 'test', level: 'silent' });
const { failure } = new TaskError('fetch_failed', 'Try again.', { retryable: true });
const failed: RunEnd = { kind: 'failed', failure };
const makeRun = (): TaskRun => new TaskRun(makeTicket(), analyzeMedia, {} as Delivery);

/** Takes answers, and returns each retry after `onRetry`. */
function deskWithoutRungs(onRetry: () => void): { desk: Desk; answers: Answer['type'][] } {
  const answers: Answer['type'][] = [];
  const broker = {
    untilPublishable: () => Promise.resolve(),
    repair: () => Promise.resolve(),
    publish: ({ exchange, type }: OutgoingMessage) => {
      if (!exchange.startsWith('reelmill.retry.'))
        return Promise.resolve(answers.push(type as Answer['type']));
      onRetry();
      return Promise.reject(new PublishError('returned', type));
    },
  } as unknown as Broker;
  const { signal } = new AbortController();
  return { desk: { broker, logger, boot: 'boot', queue: 'analyzer.tasks', signal }, answers };
}

describe('the retry of a task that nobody waits for any more', () => {
  it.each(['while it failed', 'while its retry could not be sent'])(
    'is given up: stopped %s',
    async (when) => {
      const run = makeRun();
      if (when === 'while it failed') run.stop('timed_out');
      const { desk, answers } = deskWithoutRungs(() => run.stop('cancelled'));
      await expect(settle(desk, run, failed)).resolves.toBe('cancelled');
      expect(answers).toEqual(['task.retrying', 'task.dropped']);
    },
  );

  it('is not when its worker drains: that ticket is still wanted', async () => {
    const run = makeRun();
    let tries = 0;
    const ended = new AbortController();
    const { desk, answers } = deskWithoutRungs(() => {
      run.stop('drained');
      if (++tries === 2) ended.abort(new Error('the worker has ended'));
    });
    await expect(settle({ ...desk, signal: ended.signal }, run, failed)).rejects.toThrow();
    expect([tries, answers]).toEqual([2, ['task.retrying']]);
  });
});
