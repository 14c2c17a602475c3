/**
 * - `disconnected`: there is no connection, or it was lost before the confirm; the message may have arrived.
 * - `blocked`: the broker takes no messages because of its memory or disk alarm.
 * - `returned`: no queue takes messages of this exchange and key.
 * - `refused`: the broker could not take responsibility for it.
 * - `too_large`: it is larger than 15 MiB and was not sent; sending it again is of no use.
 * - `unconfirmed`: no confirm within 30 s; the message may still arrive.
 */
export type PublishProblem =
  'disconnected' | 'blocked' | 'returned' | 'refused' | 'too_large' | 'unconfirmed';

/** A message was not confirmed. Sending it again is harmless: every reader copes with duplicates. */
export class PublishError extends Error {
  constructor(
    readonly problem: PublishProblem,
    what: string,
  ) {
    super(`${what}: ${problem}`);
    this.name = 'PublishError';
  }
}
