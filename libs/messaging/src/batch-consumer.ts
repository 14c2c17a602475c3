import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@reelmill/observability';
import type { Broker } from './broker';
import type { Delivery } from './delivery';
import type { Subscription } from './subscription';

export interface BatchOptions {
  queue: string;
  /** Most messages a batch. */
  size: number;
  /** How long a batch that is not full waits for more, in milliseconds. */
  waitMs: number;
  logger: Logger;
  /** After each time that the consumer got hold of the queue. */
  onAttached?(): void;
  /** Resolves when the batch may be acked. When it rejects it is called again, later, with what is still in hand. */
  handle(batch: readonly Delivery[]): Promise<void>;
}

/** A running consumer. */
export interface Consumer {
  /** Whether messages are coming in. */
  readonly attached: boolean;
  /** Takes no more messages and ends the batch in hand. */
  stop(): Promise<void>;
}

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;

/** Consumes a queue in batches, one at a time, in the order of the queue. */
export class BatchConsumer implements Consumer {
  private readonly subscription: Subscription;
  private readonly stopping = new AbortController();
  private waiting: Delivery[] = [];
  private work: Promise<void> | null = null;

  constructor(
    broker: Broker,
    private readonly options: BatchOptions,
  ) {
    this.subscription = broker.consume({
      source: options.queue,
      prefetch: 2 * options.size,
      onAttached: () => options.onAttached?.(),
      onDelivery: (delivery) => {
        this.waiting.push(delivery);
        this.work ??= this.workOff().finally(() => (this.work = null));
      },
    });
  }

  get attached(): boolean {
    return this.subscription.attached;
  }

  /** Whether all that came in is worked off. */
  get idle(): boolean {
    return this.waiting.length === 0 && this.work === null;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.subscription.stop();
    await this.work;
  }

  private async workOff(): Promise<void> {
    const { size, waitMs } = this.options;
    while (this.waiting.length > 0 && !this.stopping.signal.aborted) {
      if (this.waiting.length < size) await delay(waitMs);
      await this.handle(this.waiting.splice(0, size));
    }
  }

  private async handle(batch: readonly Delivery[]): Promise<void> {
    for (let wait = FIRST_DELAY_MS; ; wait = Math.min(wait * 2, MAX_DELAY_MS)) {
      // What lost its channel comes again.
      const inHand = batch.filter((delivery) => !delivery.stale);
      if (inHand.length === 0 || this.stopping.signal.aborted) return;
      try {
        await this.options.handle(inHand);
        return inHand.at(-1)?.ack({ upTo: true });
      } catch (error) {
        this.options.logger.error(
          { err: error, queue: this.options.queue },
          'a batch failed; it is tried again',
        );
        await delay(wait, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }
}
