import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { TaskError } from '@reelmill/contracts';

/** Passes bytes through, counts and hashes them; fails with `fetch_too_large` beyond `maxBytes`. */
export class MeasuredStream extends Transform {
  private readonly hash = createHash('sha256');
  bytes = 0;

  constructor(private readonly maxBytes = Number.POSITIVE_INFINITY) {
    super();
  }

  /** Lower-case hex; call once, after the end. */
  sha256(): string {
    return this.hash.digest('hex');
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    if (this.bytes > this.maxBytes) {
      done(
        new TaskError(
          'fetch_too_large',
          `The file is larger than the ${this.maxBytes} bytes that are allowed; use a smaller one.`,
        ),
      );
      return;
    }
    this.hash.update(chunk);
    done(null, chunk);
  }
}
