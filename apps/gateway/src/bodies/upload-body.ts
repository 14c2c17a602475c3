import type { IncomingMessage } from 'node:http';
import { PassThrough, finished, type Readable } from 'node:stream';
import type { HttpLimits } from '../http-limits';
import { tooSlow } from '../problems/too-slow';

type Pace = Pick<HttpLimits, 'uploadBytesPerSecond' | 'uploadWindowMs'>;

/**
 * The body as a stream of its own: when a reader gives up and destroys it, the request stays, and with it the connection
 * for the answer. When the client goes in the middle, or is slower than `pace`, it fails.
 */
export function uploadBody(request: IncomingMessage, pace: Pace): Readable {
  const body = new PassThrough();
  // A reader that comes later still finds the error; without one it must not end the process.
  body.on('error', () => undefined);
  finished(request, { writable: false }, (error) => {
    if (error) body.destroy(error);
  });
  watchPace(request, { body, pace });
  return request.pipe(body);
}

/** A window in which the reader was not ready for more says nothing of the client. */
function watchPace(request: IncomingMessage, { body, pace }: { body: PassThrough; pace: Pace }): void {
  const least = (pace.uploadBytesPerSecond * pace.uploadWindowMs) / 1000;
  let bytes = 0;
  request.on('data', (piece: Buffer) => (bytes += piece.length));
  const timer = setInterval(() => {
    const isSlow = bytes < least && !body.writableNeedDrain;
    bytes = 0;
    if (!isSlow) return;
    body.destroy(
      tooSlow(`An upload must bring ${pace.uploadBytesPerSecond} bytes a second; this one is slower.`),
    );
  }, pace.uploadWindowMs);
  const stop = (): void => clearInterval(timer);
  request.once('end', stop).once('close', stop);
  body.once('close', stop);
}
