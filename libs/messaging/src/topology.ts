import {
  COMMANDS,
  MAX_PRIORITY,
  WORKER_SERVICES,
  taskQueue,
  type Command,
  type WorkerService,
} from '@reelmill/contracts';

export interface ExchangeSpec {
  readonly name: string;
  readonly type: 'topic' | 'fanout';
  /** Where a message goes that no queue takes. */
  readonly alternate?: string;
}
export interface QueueSpec {
  readonly name: string;
  readonly arguments: Readonly<Record<string, string | number>>;
}
export interface BindingSpec {
  readonly exchange: string;
  readonly queue: string;
  readonly key: string;
}
/** All durable objects of a virtual host. */
export interface Topology {
  readonly exchanges: readonly ExchangeSpec[];
  readonly queues: readonly QueueSpec[];
  readonly bindings: readonly BindingSpec[];
}

export const TASKS_EXCHANGE = 'reelmill.tasks';
export const DEAD_EXCHANGE = 'reelmill.dead';
export const UNROUTED = 'reelmill.unrouted';
export const ANSWERS_EXCHANGE = 'reelmill.answers';
export const BEATS_EXCHANGE = 'reelmill.beats';
export const EVENTS_EXCHANGE = 'reelmill.events';
export const CONTROL_EXCHANGE = 'reelmill.control';
export const ANSWERS_QUEUE = 'orchestrator.answers';
export const BEATS_QUEUE = 'orchestrator.beats';

/** Delays of the retry ladder in seconds: 1, 2, 4 … 512. */
export const RETRY_RUNGS: readonly number[] = Array.from({ length: 10 }, (_, n) => 2 ** n);

/** Name of a rung's exchange, and of its queue. */
export const retryRung = (seconds: number): string => `reelmill.retry.${seconds}s`;
/** Where the dead letters of a queue are kept. */
export const deadQueue = (queue: string): string => `${queue}.dead`;

/** Beats older than this say nothing about now. */
const BEAT_TTL_MS = 10_000;
const MAX_BEATS = 10_000;
/** Deliveries of one answer; a guard against bytes that end the process that reads them. */
const ANSWER_DELIVERY_LIMIT = 20;

/** The one rule by which all objects follow from the contracts. */
export function topologyOf(services: readonly WorkerService[], commands: readonly Command[]): Topology {
  const taskQueues = services.map(taskQueue);
  const lettersOf = [...taskQueues, ANSWERS_QUEUE];
  return {
    exchanges: [
      { name: UNROUTED, type: 'fanout' },
      { name: DEAD_EXCHANGE, type: 'topic', alternate: UNROUTED },
      { name: TASKS_EXCHANGE, type: 'topic' },
      ...RETRY_RUNGS.map((seconds) => ({ name: retryRung(seconds), type: 'fanout' }) as const),
      { name: ANSWERS_EXCHANGE, type: 'topic' },
      { name: BEATS_EXCHANGE, type: 'fanout' },
      { name: EVENTS_EXCHANGE, type: 'topic' },
      { name: CONTROL_EXCHANGE, type: 'topic' },
    ],
    queues: [
      classic(UNROUTED),
      ...lettersOf.map((queue) => classic(deadQueue(queue))),
      ...taskQueues.map((queue) =>
        classic(queue, { 'x-max-priority': MAX_PRIORITY, ...deadLettersOf(queue) }),
      ),
      ...RETRY_RUNGS.map((seconds) =>
        classic(retryRung(seconds), {
          'x-message-ttl': seconds * 1000,
          'x-dead-letter-exchange': TASKS_EXCHANGE,
        }),
      ),
      {
        name: ANSWERS_QUEUE,
        arguments: {
          'x-queue-type': 'quorum',
          'x-delivery-limit': ANSWER_DELIVERY_LIMIT,
          ...deadLettersOf(ANSWERS_QUEUE),
        },
      },
      classic(BEATS_QUEUE, { 'x-max-length': MAX_BEATS, 'x-message-ttl': BEAT_TTL_MS }),
    ],
    bindings: [
      { exchange: UNROUTED, queue: UNROUTED, key: '' },
      ...lettersOf.map((queue) => ({ exchange: DEAD_EXCHANGE, queue: deadQueue(queue), key: queue })),
      ...commands.map(({ name, owner }) => ({
        exchange: TASKS_EXCHANGE,
        queue: taskQueue(owner),
        key: name,
      })),
      ...RETRY_RUNGS.map((seconds) => ({ exchange: retryRung(seconds), queue: retryRung(seconds), key: '' })),
      { exchange: ANSWERS_EXCHANGE, queue: ANSWERS_QUEUE, key: '#' },
      { exchange: BEATS_EXCHANGE, queue: BEATS_QUEUE, key: '' },
    ],
  };
}

function classic(name: string, more: QueueSpec['arguments'] = {}): QueueSpec {
  return { name, arguments: { 'x-queue-type': 'classic', ...more } };
}

function deadLettersOf(queue: string): QueueSpec['arguments'] {
  return { 'x-dead-letter-exchange': DEAD_EXCHANGE, 'x-dead-letter-routing-key': queue };
}

export const TOPOLOGY = topologyOf(WORKER_SERVICES, COMMANDS);
