import {
  COMMANDS,
  MAX_PRIORITY,
  WORKER_SERVICES,
  taskQueue,
  ticketRoute,
  workQueue,
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
  readonly arguments: Readonly<Record<string, string | number | boolean>>;
}
export interface BindingSpec {
  readonly exchange: string;
  readonly queue: string;
  readonly key: string;
}
/** Durable objects of a virtual host. */
export interface Topology {
  readonly exchanges: readonly ExchangeSpec[];
  readonly queues: readonly QueueSpec[];
  readonly bindings: readonly BindingSpec[];
}
/** A queue of an earlier version. */
export interface RetiredQueue {
  readonly name: string;
  readonly bindings: readonly Omit<BindingSpec, 'queue'>[];
  /** Whether what is in it is for a person to look at. */
  readonly keepLetters: boolean;
}

export const TASKS_EXCHANGE = 'reelmill.tasks';
export const DEAD_EXCHANGE = 'reelmill.dead';
export const UNROUTED = 'reelmill.unrouted';
export const ANSWERS_EXCHANGE = 'reelmill.answers';
export const BEATS_EXCHANGE = 'reelmill.beats';
export const EVENTS_EXCHANGE = 'reelmill.events';
export const CONTROL_EXCHANGE = 'reelmill.control';
export const ANSWERS_QUEUE = 'orchestrator.answers.single';

/** Delays of the retry ladder in seconds: 1, 2, 4 … 512. */
export const RETRY_RUNGS: readonly number[] = Array.from({ length: 10 }, (_, n) => 2 ** n);

/** Name of a rung's exchange, and of its queue. */
export const retryRung = (seconds: number): string => `reelmill.retry.${seconds}s`;
/** Where the dead letters of a queue are kept. */
export const deadQueue = (queue: string): string => `${queue}.dead`;

/** Deliveries of one answer; a guard against bytes that end the process that reads them. */
const ANSWER_DELIVERY_LIMIT = 20;
/** A build's queue that nobody consumes or declares goes after this time, with the tickets in it. */
export const BUILD_EXPIRES_MS = 30 * 60_000;

/**
 * The one rule by which all lasting objects follow from the contracts.
 * @throws Error when a service owns commands that are keyed and others
 */
export function topologyOf(services: readonly WorkerService[], commands: readonly Command[]): Topology {
  for (const service of services) refuseMixed(service, commands);
  const pools = services.map(taskQueue);
  const unkeyed = commands.filter(({ keyed }) => !keyed);
  const shared = [...new Set(unkeyed.map(({ owner }) => taskQueue(owner)))];
  const lettersOf = [...pools, ANSWERS_QUEUE];
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
      ...shared.map((pool) => classic(pool, ticketArguments(pool))),
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
          'x-single-active-consumer': true,
          ...deadLettersOf(ANSWERS_QUEUE),
        },
      },
    ],
    bindings: [
      { exchange: UNROUTED, queue: UNROUTED, key: '' },
      ...lettersOf.map((queue) => ({ exchange: DEAD_EXCHANGE, queue: deadQueue(queue), key: queue })),
      ...unkeyed.map(({ name, owner }) => ({
        exchange: TASKS_EXCHANGE,
        queue: taskQueue(owner),
        key: ticketRoute(name, null),
      })),
      ...RETRY_RUNGS.map((seconds) => ({ exchange: retryRung(seconds), queue: retryRung(seconds), key: '' })),
      { exchange: ANSWERS_EXCHANGE, queue: ANSWERS_QUEUE, key: '#' },
    ],
  };
}

/** Workers read one queue, see {@link workQueueOf}: tickets of the other kind would wait for ever. */
function refuseMixed(service: WorkerService, commands: readonly Command[]): void {
  const named = (keyed: boolean): string =>
    commands
      .filter((command) => command.owner === service && command.keyed === keyed)
      .map(({ name }) => name)
      .join(', ');
  const [keyed, others] = [named(true), named(false)];
  if (keyed === '' || others === '') return;
  throw new Error(
    `The ${service} owns keyed commands (${keyed}) and others (${others}), but its workers read one queue: ` +
      'give one kind to another service.',
  );
}

/** What one build of a service adds: the queue of its keyed commands, if the service has such. */
export function buildTopologyOf(
  service: WorkerService,
  build: string,
  commands: readonly Command[] = COMMANDS,
): Topology {
  const keyed = commands.filter((command) => command.owner === service && command.keyed);
  const pool = taskQueue(service);
  const queue = workQueue(pool, build);
  return {
    exchanges: [],
    queues:
      keyed.length === 0 ? [] : [classic(queue, { ...ticketArguments(pool), 'x-expires': BUILD_EXPIRES_MS })],
    bindings: keyed.map(({ name }) => ({ exchange: TASKS_EXCHANGE, queue, key: ticketRoute(name, build) })),
  };
}

export const joined = (one: Topology, other: Topology): Topology => ({
  exchanges: [...one.exchanges, ...other.exchanges],
  queues: [...one.queues, ...other.queues],
  bindings: [...one.bindings, ...other.bindings],
});

/** Where the workers of a service and build get their tickets. */
export const workQueueOf = (service: WorkerService, build: string): string =>
  buildTopologyOf(service, build).queues[0]?.name ?? taskQueue(service);

/** The dead letters of all builds of a pool are kept together. */
function ticketArguments(pool: string): QueueSpec['arguments'] {
  return { 'x-max-priority': MAX_PRIORITY, ...deadLettersOf(pool) };
}

function classic(name: string, more: QueueSpec['arguments'] = {}): QueueSpec {
  return { name, arguments: { 'x-queue-type': 'classic', ...more } };
}

function deadLettersOf(queue: string): QueueSpec['arguments'] {
  return { 'x-dead-letter-exchange': DEAD_EXCHANGE, 'x-dead-letter-routing-key': queue };
}

export const TOPOLOGY = topologyOf(WORKER_SERVICES, COMMANDS);

/** A queue of {@link TOPOLOGY}, and what brings it messages. */
export const topologyOfQueue = (name: string): Topology => ({
  exchanges: [],
  queues: TOPOLOGY.queues.filter((queue) => queue.name === name),
  bindings: TOPOLOGY.bindings.filter(({ queue }) => queue === name),
});

/** Queues before there were builds, a single active consumer of answers, and beats for each orchestrator. */
export const RETIRED: readonly RetiredQueue[] = [
  ...WORKER_SERVICES.filter((service) => workQueueOf(service, '') !== taskQueue(service)).map((service) => ({
    name: taskQueue(service),
    bindings: COMMANDS.filter(({ owner }) => owner === service).map(({ name }) => ({
      exchange: TASKS_EXCHANGE,
      key: name,
    })),
    keepLetters: false,
  })),
  {
    name: 'orchestrator.answers',
    bindings: [{ exchange: ANSWERS_EXCHANGE, key: '#' }],
    keepLetters: false,
  },
  {
    name: 'orchestrator.answers.dead',
    bindings: [{ exchange: DEAD_EXCHANGE, key: 'orchestrator.answers' }],
    keepLetters: true,
  },
  { name: 'orchestrator.beats', bindings: [{ exchange: BEATS_EXCHANGE, key: '' }], keepLetters: false },
];
