import type { z } from 'zod';

export interface EventDefinition<Payload extends z.ZodType> {
  /** Raised when the payload changes in a way that its readers must know of. */
  readonly version: number;
  readonly payload: Payload;
}

export interface Event<
  Name extends string = string,
  Payload extends z.ZodType = z.ZodType,
> extends EventDefinition<Payload> {
  /** `<noun>.<past tense>`. */
  readonly name: Name;
}

export type EventPayloadOf<E extends Event> = z.input<E['payload']>;

/** Declares an event: past tense, any number of readers. */
export function event<Name extends string, Payload extends z.ZodType>(
  name: Name,
  definition: EventDefinition<Payload>,
): Event<Name, Payload> {
  return Object.freeze({ ...definition, name });
}
