import { TaskError, analyzeMedia, type Ticket } from '@reelmill/contracts';
import type { Delivery } from '@reelmill/messaging';
import { createLogger } from '@reelmill/observability';
import { makeTicket } from '../test/make-ticket';
import type { TaskContext } from './task-context';
import { TaskRun, type Handle, type RunEnd } from './task-run';

const probe = { kind: 'audio', format: 'wav', durationUs: 1, picture: null, audio: [] };
const logger = createLogger({ service: 'test', level: 'silent' });
const delivery = { bytes: Buffer.from(''), ack: () => undefined } as unknown as Delivery;

const makeRun = (ticket: Ticket = makeTicket()): TaskRun => new TaskRun(ticket, analyzeMedia, delivery);
const execute = (run: TaskRun, work: (task: TaskContext) => Promise<unknown>): Promise<RunEnd> => {
  const handle: Handle = (_command, _payload, task) => work(task);
  return run.execute({ handle, payload: run.ticket.payload, scratch: '/nowhere', logger });
};
/** A handler that does nothing but listen to its signal. */
const untilStopped = (task: TaskContext): Promise<never> =>
  new Promise((_, reject) =>
    task.signal.addEventListener('abort', () => reject(new Error('ffmpeg was killed'))),
  );

describe('TaskRun', () => {
  it('ends with the reply, made or reused', async () => {
    await expect(execute(makeRun(), () => Promise.resolve(probe))).resolves.toEqual({
      kind: 'succeeded',
      reply: probe,
      made: true,
    });
    const reusing = execute(makeRun(), (task) => {
      task.reused();
      return Promise.resolve(probe);
    });
    await expect(reusing).resolves.toMatchObject({ made: false });
  });

  it('takes no reply that the command does not declare', async () => {
    const end = await execute(makeRun(), () => Promise.resolve({ kind: 'smell' }));
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'internal', retryable: false } });
  });

  it('keeps the code of a TaskError; anything else is internal and retryable', async () => {
    const known = () => Promise.reject(new TaskError('media_unreadable', 'No.'));
    await expect(execute(makeRun(), known)).resolves.toMatchObject({
      failure: { code: 'media_unreadable', retryable: false },
    });
    const unknown = () => Promise.reject(new Error('ENOSPC /secret/path'));
    const end = await execute(makeRun(), unknown);
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'internal', retryable: true } });
    expect(end.kind === 'failed' && end.failure.message).not.toContain('/secret/path');
  });

  it('is told apart by why it was stopped, not by what the handler then threw', async () => {
    for (const reason of ['cancelled', 'drained'] as const) {
      const run = makeRun();
      const end = execute(run, untilStopped);
      run.stop(reason);
      await expect(end).resolves.toEqual({ kind: reason });
    }
    const run = makeRun();
    const end = execute(run, untilStopped);
    run.stop('timed_out');
    run.stop('cancelled');
    await expect(end).resolves.toMatchObject({
      kind: 'failed',
      failure: { code: 'timed_out', retryable: true },
    });
  });

  it('stops by itself at the limit of its command, and does not wait for a handler that goes on', async () => {
    jest.useFakeTimers();
    const end = execute(makeRun(), () => new Promise(() => undefined));
    await jest.advanceTimersByTimeAsync(analyzeMedia.limitMs + 10_000);
    await expect(end).resolves.toMatchObject({ kind: 'failed', failure: { code: 'timed_out' } });
    jest.useRealTimers();
  });

  it('says that the handler goes on only when it does', async () => {
    jest.useFakeTimers();
    const complaint = jest.spyOn(logger, 'error');
    const run = makeRun();
    const end = execute(run, untilStopped);
    run.stop('cancelled');
    await end;
    const late = makeRun();
    await execute(late, () => Promise.resolve(probe));
    late.stop('cancelled');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(complaint).not.toHaveBeenCalled();
    const deaf = makeRun();
    void execute(deaf, () => new Promise(() => undefined));
    deaf.stop('cancelled');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(complaint).toHaveBeenCalledTimes(1);
    complaint.mockRestore();
    jest.useRealTimers();
  });

  it('counts a success that came in spite of the stop', async () => {
    const run = makeRun();
    const end = execute(run, async (task) => {
      await untilStopped(task).catch(() => undefined);
      return probe;
    });
    run.stop('cancelled');
    await expect(end).resolves.toMatchObject({ kind: 'succeeded' });
  });

  it('does not begin when it was stopped before', async () => {
    const run = makeRun();
    run.stop('drained');
    const handler = jest.fn(() => Promise.resolve(probe));
    await expect(execute(run, handler)).resolves.toEqual({ kind: 'drained' });
    expect(handler).not.toHaveBeenCalled();
  });

  it('keeps progress between 0 and 1, forwards only', async () => {
    const run = makeRun();
    await execute(run, (task) => {
      for (const fraction of [0.5, 0.2, NaN, 7]) task.progress(fraction);
      return Promise.resolve(probe);
    });
    expect(run.progress).toBe(1);
  });
});
