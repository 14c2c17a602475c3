import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { HttpLimits } from '../http-limits';
import { Problem } from '../problems/problem';
import { tooSlow } from '../problems/too-slow';
import { HTTP_LIMITS } from '../resources.module';
import { Budget } from './budget';
import { GrowingBuffer } from './growing-buffer';
import { parseJsonBody, refuseOtherTypes } from './json-body';

/**
 * Reads JSON bodies, of which it holds a bounded amount at once. No parser runs for all routes, since an upload must be
 * touched by none; the one route that takes JSON calls this.
 */
@Injectable()
export class JsonBodies {
  private readonly budget: Budget;

  constructor(@Inject(HTTP_LIMITS) private readonly limits: HttpLimits) {
    this.budget = new Budget(limits.jsonBytesInAll);
  }

  /**
   * Hands the parsed body to `use`; its memory counts until that has ended.
   * @throws Problem 400 malformed, 408 too slow, 413 too large, 415 of another type, 422 with more in it than any spec
   *   may have, 503 while the bodies of others take all memory that there is for bodies
   */
  async read<Result>(request: IncomingMessage, use: (body: unknown) => Promise<Result>): Promise<Result> {
    refuseOtherTypes(request.headers);
    if (Number(request.headers['content-length']) > this.limits.jsonBytes) throw this.tooLarge();
    const buffer = new GrowingBuffer(this.budget);
    try {
      await this.collect(request, buffer);
      return await use(parseJsonBody(buffer.bytes()));
    } finally {
      buffer.release();
    }
  }

  /** By listeners: leaving a `for await` loop would destroy the request, and with it the connection for the answer. */
  private collect(request: IncomingMessage, buffer: GrowingBuffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const onData = (piece: Buffer): void => {
        if (buffer.bytes().length + piece.length > this.limits.jsonBytes) end(this.tooLarge());
        else if (!buffer.append(piece)) end(full());
      };
      const end = (problem?: Error): void => {
        clearTimeout(timer);
        request.off('data', onData);
        if (problem) reject(problem);
        else resolve();
      };
      const timer = setTimeout(() => end(this.late()), this.limits.jsonMs);
      request.on('data', onData).once('end', () => end());
      request.once('error', end).once('close', () => end(new Error('the client has gone')));
    });
  }

  private late = (): Problem =>
    tooSlow(`The body did not arrive within ${this.limits.jsonMs / 1000} seconds; send it faster.`);

  private tooLarge = (): Problem =>
    new Problem({
      status: 413,
      code: 'body_too_large',
      detail: `The body is larger than ${this.limits.jsonBytes} bytes; media belong into POST /v1/assets.`,
    });
}

const full = (): Problem =>
  new Problem({
    status: 503,
    code: 'too_many_bodies',
    detail: 'The gateway holds as many bodies as it has memory for; try again in a few seconds.',
    headers: { 'Retry-After': '5' },
  });
