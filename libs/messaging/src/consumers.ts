import { Answer, Beat, Control, type Failure } from '@reelmill/contracts';
import type { Logger } from '@reelmill/observability';
import type { z } from 'zod';
import { BatchConsumer, type Consumer } from './batch-consumer';
import type { Broker } from './broker';
import type { Delivery } from './delivery';
import { FAILURE_HEADER, REASON_HEADER, readFailureHeader } from './failure-header';
import { issuesOf, parseJson } from './read-ticket';
import { sendDead } from './senders';
import { ANSWERS_QUEUE, BEATS_QUEUE, CONTROL_EXCHANGE, TOPOLOGY, UNROUTED, deadQueue } from './topology';

export interface Delivered<T> {
  readonly value: T;
  /** As it came, for a dead letter. */
  readonly bytes: Buffer;
  readonly redelivered: boolean;
}

export interface DeadLetter {
  /** The queue that it died in, such as `renderer.tasks`; `reelmill.unrouted` when that is not known. */
  readonly queue: string;
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Set when a task failed and no attempt was left. */
  readonly failure: Failure | null;
  /** Set when the bytes could not be read. */
  readonly reason: string | null;
}

interface Handling<T> {
  logger: Logger;
  handle: (value: T) => Promise<void>;
}

const ANSWER_BATCH = { size: 300, waitMs: 2 };
const LETTER_BATCH = { size: 50, waitMs: 2 };

/**
 * Answers in batches of up to 300, one batch at a time; acked after `handle` resolved, tried again when it rejects.
 * What can't be read goes to the dead letters.
 */
export function consumeAnswers(
  broker: Broker,
  { logger, handle, onAttached }: Handling<readonly Delivered<Answer>[]> & { onAttached?: () => void },
): BatchConsumer {
  return new BatchConsumer(broker, {
    ...(onAttached && { onAttached }),
    queue: ANSWERS_QUEUE,
    ...ANSWER_BATCH,
    logger,
    handle: async (batch) => {
      const answers: Delivered<Answer>[] = [];
      for (const { bytes, redelivered } of batch) {
        const read = Answer.safeParse(parseJson(bytes));
        if (read.success) answers.push({ value: read.data, bytes, redelivered });
        else
          await sendDead(broker, {
            queue: ANSWERS_QUEUE,
            bytes,
            cause: { reason: `not an answer: ${issuesOf(read.error)}` },
          });
      }
      if (answers.length > 0) await handle(answers);
    },
  });
}

/** Dead letters of all queues, in batches of one queue; acked after `handle` resolved, tried again when it rejects. */
export function consumeDead(broker: Broker, { logger, handle }: Handling<readonly DeadLetter[]>): Consumer {
  const consumers = deadLetterQueues().map(
    ([queue, source]) =>
      new BatchConsumer(broker, {
        queue: source,
        ...LETTER_BATCH,
        logger,
        handle: (batch) => handle(batch.map((delivery) => letterOf(queue, delivery))),
      }),
  );
  return {
    get attached() {
      return consumers.every((consumer) => consumer.attached);
    },
    stop: async () => void (await Promise.all(consumers.map((consumer) => consumer.stop()))),
  };
}

/** Beats as they come, without acks; what can't be read is skipped. `handle` must not throw. */
export function consumeBeats(broker: Broker, handle: (beat: Beat) => void): Consumer {
  return broker.consume({ source: BEATS_QUEUE, prefetch: 0, onDelivery: each(Beat, handle) });
}

export interface ControlHandling<T extends Control['type']> {
  type: T;
  /** Must not throw. */
  handle: (control: Extract<Control, { type: T }>) => void;
  /** After each time that control messages begin to come in. */
  onAttached?: () => void;
}

/** Control messages of one type, from now on, for this process alone. */
export function consumeControl<T extends Control['type']>(
  broker: Broker,
  { type, handle, onAttached }: ControlHandling<T>,
): Consumer {
  const source = { exchange: CONTROL_EXCHANGE, keys: [`${type}.#`] };
  const onDelivery = each(Control, (control) => {
    if (control.type === type) handle(control as Extract<Control, { type: T }>);
  });
  return broker.consume({ source, prefetch: 0, onDelivery, ...(onAttached && { onAttached }) });
}

function each<T>(type: z.ZodType<T>, handle: (value: T) => void): (delivery: Delivery) => void {
  return ({ bytes }) => {
    const read = type.safeParse(parseJson(bytes));
    if (read.success) handle(read.data);
  };
}

function deadLetterQueues(): [queue: string, source: string][] {
  const names = TOPOLOGY.queues.map(({ name }) => name);
  const dying = names.filter((name) => names.includes(deadQueue(name)));
  return [...dying.map((name): [string, string] => [name, deadQueue(name)]), [UNROUTED, UNROUTED]];
}

function letterOf(queue: string, { bytes, headers }: Delivery): DeadLetter {
  const reason = headers[REASON_HEADER];
  return {
    queue,
    bytes,
    headers,
    failure: readFailureHeader(headers[FAILURE_HEADER]),
    reason: typeof reason === 'string' ? reason : null,
  };
}
