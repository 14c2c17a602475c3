import { setTimeout as delay } from 'node:timers/promises';
import { traceparentOf, type Mark } from './trace';

/** What became of a submission: `unsure` when the answer was lost, so that the job may exist. */
export type Submitted =
  { kind: 'accepted'; job: string } | { kind: 'refused'; status: number } | { kind: 'unsure' };

const LIMIT_MS = 20_000;

/** The API as callers use it; what fails on the way is a result, not an exception. */
export class Client {
  constructor(private readonly url: string) {}

  async submit(body: object, mark: Mark): Promise<Submitted> {
    try {
      const response = await fetch(`${this.url}/v1/jobs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', traceparent: traceparentOf(mark) },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(LIMIT_MS),
      });
      if (response.status !== 202) {
        await response.arrayBuffer();
        return { kind: 'refused', status: response.status };
      }
      const { job_id } = (await response.json()) as { job_id: string };
      return { kind: 'accepted', job: job_id };
    } catch {
      return { kind: 'unsure' };
    }
  }

  /** Asks until it was heard. Resolves with false when it never was. */
  async cancel(job: string): Promise<boolean> {
    for (let tries = 0; tries < 60; tries += 1) {
      try {
        const signal = AbortSignal.timeout(LIMIT_MS);
        const response = await fetch(`${this.url}/v1/jobs/${job}`, { method: 'DELETE', signal });
        await response.arrayBuffer();
        if (response.ok) return true;
      } catch {
        // The gateway is away; it comes back.
      }
      await delay(500);
    }
    return false;
  }

  /** @returns the `src` for specs */
  async upload(bytes: Buffer): Promise<string> {
    const response = await fetch(`${this.url}/v1/assets`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
    });
    if (response.status !== 201)
      throw new Error(`the upload got ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { src: string }).src;
  }
}
