import type { Socket } from 'node:net';

/** A client of pg, as far as it is needed here: pg's own pool reaches for the stream to end a connection. */
export interface PgClient {
  readonly connection: { readonly stream: Socket };
  /** Not while it waits for the answer to a query. */
  readonly readyForQuery: boolean;
}

/**
 * Gives a connection up on which nothing has come or gone for so long although an answer is due. The server's own limits
 * are of no use when its host or the way to it vanished: TCP sends again for about a quarter of an hour
 * (`tcp_retries2` in tcp(7)). A limit of 0 is none. pg's `query_timeout` only rejects the query; its pool would hand the dead connection out again.
 */
export function limitSilence(client: PgClient, limitMs: number): void {
  const { stream } = client.connection;
  stream.setTimeout(limitMs, () => {
    if (!client.readyForQuery) stream.destroy(new SilenceError(limitMs));
  });
}

/** Its code is that of a connection that timed out, so that it counts as an outage. */
class SilenceError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor(limitMs: number) {
    super(`The database has not answered for ${limitMs / 1000} s; the connection was given up.`);
    this.name = 'SilenceError';
  }
}
