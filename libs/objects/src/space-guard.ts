import { Transform, type TransformCallback } from 'node:stream';
import type { FreeSpace } from './free-space';

const STEP_BYTES = 16 * 1024 * 1024;

/** Passes bytes through while there is space for them: a stream may be longer than anybody said. */
export class SpaceGuard extends Transform {
  private unasked = 0;

  constructor(private readonly space: FreeSpace) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.unasked += chunk.length;
    if (this.unasked < STEP_BYTES) return done(null, chunk);
    this.unasked = 0;
    this.space.ask().then(() => done(null, chunk), done);
  }
}
