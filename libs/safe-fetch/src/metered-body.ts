import { Transform, type Readable } from 'node:stream';
import { contentLength, tooLarge, tooSlow, type AnswerHead } from './answer-rules';
import { hostPort } from './host-port';
import { transportFailure } from './transport-failure';

export interface LeastRate {
  bytesPerSecond: number;
  /** The rate is taken over windows of this length, so that a host may pause. */
  windowMs: number;
}

export interface BodyLimits {
  maxBytes: number;
  leastRate: LeastRate;
  /** Called with 0..1 of the announced length; never when none was announced. */
  onProgress?: (fraction: number) => void;
  signal: AbortSignal;
}

/** The body of an answer, which fails when it is larger or comes more slowly than it may. */
export function meteredBody(
  { url, headers, body }: AnswerHead & { body: Readable },
  limits: BodyLimits,
): Readable {
  const { maxBytes, leastRate, onProgress, signal } = limits;
  const host = hostPort(url);
  const announced = contentLength(headers);
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) return done(tooLarge(host, maxBytes));
      if (announced !== null) onProgress?.(bytes / announced);
      done(null, chunk);
    },
  });
  let before = 0;
  const watch = setInterval(() => {
    const came = bytes - before;
    before = bytes;
    // A full buffer means that it is our reader who is slow.
    const isHungry = meter.readableLength < meter.readableHighWaterMark;
    if (isHungry && came * 1000 < leastRate.bytesPerSecond * leastRate.windowMs)
      meter.destroy(tooSlow(host, leastRate.bytesPerSecond));
  }, leastRate.windowMs);
  body.on('error', (error) =>
    meter.destroy(signal.aborted ? (signal.reason as Error) : transportFailure(host, error)),
  );
  // A reader that comes later still finds the error; without one it must not end the process.
  meter.on('error', () => undefined);
  meter.once('close', () => {
    clearInterval(watch);
    body.destroy();
  });
  return body.pipe(meter);
}
