import type { z } from 'zod';

/** The worker services; each has one work queue, `<service>.tasks`. */
export const WORKER_SERVICES = ['analyzer', 'transcriber', 'renderer', 'storage'] as const;
export type WorkerService = (typeof WORKER_SERVICES)[number];

export interface CommandDefinition<Payload extends z.ZodType, Reply extends z.ZodType> {
  /** The one service that has a handler for it. */
  readonly owner: WorkerService;
  /** Raised when the same payload must give other bytes or another reply; part of every artifact key. */
  readonly version: number;
  readonly payload: Payload;
  readonly reply: Reply;
  /**
   * The longest one attempt may take, in milliseconds; then it fails with `timed_out`. At most 20 min,
   * because RabbitMQ closes the channel of a consumer that holds a delivery for 30 min (its default).
   */
  readonly limitMs: number;
  /** Whether the reply depends on nothing but payload and engine, so that it can be reused by key. Default true. */
  readonly keyed?: boolean;
}

export interface Command<
  Name extends string = string,
  Payload extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> extends CommandDefinition<Payload, Reply> {
  /** `<noun>.<verb>`; also the routing key of its tickets. */
  readonly name: Name;
  readonly keyed: boolean;
}

export type PayloadOf<C extends Command> = z.output<C['payload']>;
export type ReplyOf<C extends Command> = z.output<C['reply']>;

const MAX_LIMIT_MS = 20 * 60_000;

/** Declares a command: imperative, one owner. Throws when the limit is above 20 min. */
export function command<Name extends string, Payload extends z.ZodType, Reply extends z.ZodType>(
  name: Name,
  definition: CommandDefinition<Payload, Reply>,
): Command<Name, Payload, Reply> {
  if (definition.limitMs > MAX_LIMIT_MS) {
    throw new RangeError(`${name}: limitMs ${definition.limitMs} is above ${MAX_LIMIT_MS}`);
  }
  return Object.freeze({ keyed: true, ...definition, name });
}
