import { Answer, Beat, Control, type Failure } from '@reelmill/contracts';
import type { Logger } from '@reelmill/observability';
import type { z } from 'zod';
import { BatchConsumer, type Consumer } from './batch-consumer';
import { Burials } from './burials';
import type { Broker } from './broker';
import type { Delivery } from './delivery';
import { FAILURE_HEADER, REASON_HEADER, readFailureHeader } from './failure-header';
import { issuesOf } from './issues-of';
import { parseJson } from './parse-json';
import {
  ANSWERS_QUEUE,
  BEATS_EXCHANGE,
  CONTROL_EXCHANGE,
  DEAD_EXCHANGE,
  TOPOLOGY,
  UNROUTED,
} from './topology';

export interface Delivered<T> {
  readonly value: T;
  /** As it came, for a dead letter. */
  readonly bytes: Buffer;
  readonly redelivered: boolean;
  /** Its channel is gone by now, so the broker hands it out again, to whoever reads then. */
  readonly stale: boolean;
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
/** Beats older than this say nothing about now. */
const BEATS_QUEUE = { 'x-max-length': 10_000, 'x-message-ttl': 10_000 };

export interface AnswerHandling {
  logger: Logger;
  /** What it gives to `bury` was handled as well: it goes to the dead letters, with that reason, as soon as it can. */
  handle: (
    batch: readonly Delivered<Answer>[],
    bury: (answer: Delivered<Answer>, reason: string) => void,
  ) => Promise<void>;
  /** Whether what is in hand must not be written by this process any more; it goes back to the queue. */
  isOver?: (error: unknown) => boolean;
  /**
   * Resolves when answers can be written again, after what was in hand was given back or lost; asked until it does.
   * Nothing is taken from the queue meanwhile.
   */
  ready?: () => Promise<void>;
  /** After each time that this process may have become the one that answers come to. */
  onAttached?: () => void;
}

/**
 * Answers in batches of up to 300, one batch at a time; acked after `handle` resolved, tried again when it rejects.
 * What can't be read goes to the dead letters, after the others were handled, and holds up none while nothing can be
 * published. Of several processes only one gets answers, until it is gone.
 */
export function consumeAnswers(
  broker: Broker,
  { logger, handle, isOver, ready, onAttached }: AnswerHandling,
): Consumer {
  const burials = new Burials(broker, { queue: ANSWERS_QUEUE, logger });
  const consumer = new BatchConsumer(broker, {
    queue: ANSWERS_QUEUE,
    ...ANSWER_BATCH,
    logger,
    ...(isOver && { isOver }),
    ...(ready && { ready }),
    ...(onAttached && { onAttached }),
    handle: async (batch, keep) => {
      const dead = new Map<Delivery, string>();
      const answers = new Map<Delivered<Answer>, Delivery>();
      for (const delivery of batch) {
        const read = Answer.safeParse(parseJson(delivery.bytes));
        if (read.success) answers.set(delivered(read.data, delivery), delivery);
        else dead.set(delivery, `not an answer: ${issuesOf(read.error)}`);
      }
      const bury = (answer: Delivered<Answer>, reason: string): unknown =>
        dead.set(answers.get(answer)!, reason);
      if (answers.size > 0) await handle([...answers.keys()], bury);
      for (const [delivery, reason] of dead) {
        keep(delivery);
        burials.add(delivery, reason);
      }
    },
  });
  return {
    get attached() {
      return consumer.attached;
    },
    stop: async () => {
      await consumer.stop();
      burials.stop();
    },
  };
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

/**
 * All beats from now on, for this process alone, without acks; what can't be read is skipped. `handle` must not throw.
 * A queue shared by several orchestrators would let one that hangs swallow the beats of the others.
 */
export function consumeBeats(broker: Broker, handle: (beat: Beat) => void): Consumer {
  const source = { exchange: BEATS_EXCHANGE, keys: [''], arguments: BEATS_QUEUE };
  return broker.consume({ source, prefetch: 0, onDelivery: each(Beat, handle) });
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

function delivered<T>(value: T, delivery: Delivery): Delivered<T> {
  const { bytes, redelivered } = delivery;
  return {
    value,
    bytes,
    redelivered,
    get stale() {
      return delivery.stale;
    },
  };
}

function each<T>(type: z.ZodType<T>, handle: (value: T) => void): (delivery: Delivery) => void {
  return ({ bytes }) => {
    const read = type.safeParse(parseJson(bytes));
    if (read.success) handle(read.data);
  };
}

function deadLetterQueues(): [queue: string, source: string][] {
  const bound = TOPOLOGY.bindings.filter(({ exchange }) => exchange === DEAD_EXCHANGE);
  return [...bound.map(({ key, queue }): [string, string] => [key, queue]), [UNROUTED, UNROUTED]];
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
