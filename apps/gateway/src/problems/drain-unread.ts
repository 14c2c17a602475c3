import type { IncomingMessage } from 'node:http';

/** What a client may go on sending after its answer, in milliseconds. */
const LINGER_MS = 2_000;

/**
 * Call before answering a request whose body was not read. Closing at once would reset the connection, and the client
 * would see that instead of the answer; reading on for ever would let it send what it wants. So: read a while, then close.
 */
export function drainUnread(request: IncomingMessage): void {
  if (request.complete && request.readableEnded) return;
  request.unpipe();
  request.resume();
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS);
  request.once('close', () => clearTimeout(timer));
}
