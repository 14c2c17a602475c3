import { randomUUID } from 'node:crypto';
import { ENVELOPE_VERSION, TaskError, type Failure, type TaskAnswer, type Ticket } from '@reelmill/contracts';
import {
  PublishError,
  sendAnswer,
  sendDead,
  sendTicket,
  sendTicketLater,
  sendUntilConfirmed,
  type Broker,
  type DeathCause,
} from '@reelmill/messaging';
import { retriesTotal, type Logger } from '@reelmill/observability';
import { outcomeOf } from './outcome';
import type { RunEnd, TaskRun } from './task-run';

/** What sets a kind of answer apart from the others. */
type Particulars = TaskAnswer extends infer Each
  ? Each extends TaskAnswer
    ? Omit<Each, 'v' | 'id' | 'boot' | 'job' | 'task' | 'ticket' | 'attempt'>
    : never
  : never;

export interface Desk {
  readonly broker: Broker;
  readonly logger: Logger;
  readonly boot: string;
  /** The pool of this service, under whose name its dead letters are kept. */
  readonly queue: string;
  /** Ends attempts to send when the worker ends. */
  readonly signal: AbortSignal;
}

/** Sends until confirmed, however long the broker is away. */
export const confirmed = (desk: Desk, send: () => Promise<void>): Promise<void> =>
  sendUntilConfirmed(send, desk);

/** Tells the orchestrator about a task, however long the broker is away. */
export function answer(desk: Desk, ticket: Ticket, particulars: Particulars): Promise<void> {
  const { job, task, ticket: number, attempt, traceparent } = ticket;
  const about = { v: ENVELOPE_VERSION, boot: desk.boot, job, task, ticket: number, attempt } as const;
  return confirmed(desk, () => {
    const message = { ...about, id: randomUUID(), ...particulars } as TaskAnswer;
    return sendAnswer(desk.broker, message, traceparent);
  });
}

/** Parks a message of this worker's queue, however long the broker is away. */
export const bury = (desk: Desk, bytes: Buffer, cause: DeathCause): Promise<void> =>
  confirmed(desk, () => sendDead(desk.broker, { queue: desk.queue, bytes, cause }));

/** `outcome` label of the task metrics. */
export const OUTCOMES = ['succeeded', 'failed', 'retrying', 'dead', 'cancelled', 'drained'] as const;
export type Settled = (typeof OUTCOMES)[number];

/** Publishes all that follows from the end of an attempt, with confirms; after that the delivery may be acked. */
export async function settle(desk: Desk, run: TaskRun, end: RunEnd): Promise<Settled> {
  const { ticket } = run;
  switch (end.kind) {
    case 'succeeded':
      return settleSuccess(desk, run, end);
    case 'cancelled':
      await answer(desk, ticket, { type: 'task.dropped' });
      return 'cancelled';
    case 'drained':
      await confirmed(desk, () => sendTicket(desk.broker, ticket));
      return 'drained';
    case 'failed':
      return settleFailure(desk, run, end.failure);
  }
}

async function settleSuccess(
  desk: Desk,
  run: TaskRun,
  { reply, made }: Extract<RunEnd, { kind: 'succeeded' }>,
): Promise<Settled> {
  try {
    await answer(desk, run.ticket, { type: 'task.succeeded', reply, made, seconds: run.seconds });
    return 'succeeded';
  } catch (error) {
    if (!(error instanceof PublishError && error.problem === 'too_large')) throw error;
    return settleFailure(desk, run, REPLY_TOO_LARGE.failure);
  }
}

async function settleFailure(desk: Desk, run: TaskRun, failure: Failure): Promise<Settled> {
  const { ticket, bytes } = run;
  const outcome = outcomeOf(failure, ticket.attempt, {
    maxAttempts: ticket.maxAttempts,
    random: Math.random(),
  });
  switch (outcome.kind) {
    case 'done':
      await answer(desk, ticket, { type: 'task.failed', failure });
      return 'failed';
    case 'dead':
      await bury(desk, bytes, { failure });
      return 'dead';
    case 'hold':
      await answerRetrying(desk, ticket, { failure, ...outcome });
      return 'retrying';
    case 'retry':
      await answerRetrying(desk, ticket, { failure, ...outcome });
      return retryLater(desk, run, outcome.afterSeconds);
  }
}

/** Gives up when nobody waits for the task any more; else a newer ticket of it would wait behind the retry. */
async function retryLater(desk: Desk, { ticket, outdated }: TaskRun, seconds: number): Promise<Settled> {
  // A fresh message: brokers before 4.0 drop one with a copied x-death as a cycle.
  const next = { ...ticket, id: randomUUID(), attempt: ticket.attempt + 1 };
  const signal = AbortSignal.any([desk.signal, outdated]);
  try {
    await confirmed({ ...desk, signal }, () => sendTicketLater(desk.broker, next, seconds));
    return 'retrying';
  } catch (error) {
    if (!outdated.aborted || desk.signal.aborted) throw error;
    await answer(desk, ticket, { type: 'task.dropped' });
    return 'cancelled';
  }
}

async function answerRetrying(
  desk: Desk,
  ticket: Ticket,
  { failure, afterSeconds }: { failure: Failure; afterSeconds: number },
): Promise<void> {
  const dueAt = new Date(Date.now() + afterSeconds * 1000).toISOString();
  await answer(desk, ticket, { type: 'task.retrying', dueAt, failure });
  retriesTotal.inc({ command: ticket.command });
}

const REPLY_TOO_LARGE = new TaskError('internal', 'What the task found is larger than a message may be.');
