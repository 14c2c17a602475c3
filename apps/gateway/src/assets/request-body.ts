import type { IncomingMessage } from 'node:http';
import { PassThrough, finished, type Readable } from 'node:stream';

/**
 * The body as a stream of its own: when a reader gives up and destroys it, the request stays, and with it the connection
 * for the answer. When the client goes in the middle, it fails.
 */
export function requestBody(request: IncomingMessage): Readable {
  const body = new PassThrough();
  finished(request, { writable: false }, (error) => {
    if (error) body.destroy(error);
  });
  return request.pipe(body);
}
