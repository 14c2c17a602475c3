import { setTimeout as delay } from 'node:timers/promises';
import type { Client, Submitted } from './client';
import type { Entry } from './schedule';
import { brokenSpec, endlessSpec, type Spec } from './specs';

/** An entry that was submitted, and what became of it. */
export interface Submission {
  entry: Entry;
  result: Submitted;
  at: number;
  /** When the cancel was heard; null when none was asked for, or nobody heard it. */
  cancelledAt: number | null;
}

/** Submits what the schedule says at its time, whether or not earlier jobs are done: an open loop. */
export class Load {
  readonly submissions: Submission[] = [];
  private readonly pending = new Set<Promise<void>>();
  private open = true;
  private submitting: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: Client,
    private readonly schedule: readonly Entry[],
    private readonly media: { specs: readonly Spec[]; broken: string },
  ) {}

  start(): void {
    this.submitting = this.submitAll(Date.now());
  }

  /** No new jobs; resolves when the last was answered and every cancel was heard. */
  async stop(): Promise<void> {
    this.open = false;
    await this.submitting;
    await Promise.all(this.pending);
  }

  /** One more job, from a fault that needs it. */
  async submitNow(entry: Entry, body: object): Promise<Submission> {
    const result = await this.client.submit(body, entry);
    const submission: Submission = { entry, result, at: Date.now(), cancelledAt: null };
    this.submissions.push(submission);
    return submission;
  }

  async cancel(submission: Submission): Promise<void> {
    if (submission.result.kind !== 'accepted') return;
    if (await this.client.cancel(submission.result.job)) submission.cancelledAt = Date.now();
  }

  private async submitAll(startedAt: number): Promise<void> {
    for (const entry of this.schedule) {
      await delay(Math.max(0, startedAt + entry.atMs - Date.now()));
      if (!this.open) return;
      const done = this.submit(entry).finally(() => this.pending.delete(done));
      this.pending.add(done);
    }
  }

  private async submit(entry: Entry): Promise<void> {
    const submission = await this.submitNow(entry, this.bodyOf(entry));
    if (entry.cancelAfterMs === null) return;
    await delay(entry.cancelAfterMs);
    await this.cancel(submission);
  }

  private bodyOf({ work, priority }: Entry): object {
    switch (work.type) {
      case 'noop':
        return { type: 'noop', priority, input: work.input };
      case 'render':
        return { type: 'render', priority, input: this.media.specs[work.spec] };
      case 'broken':
        return { type: 'render', priority, input: brokenSpec(this.media.broken) };
      case 'endless':
        return { type: 'render', priority, input: endlessSpec };
    }
  }
}
