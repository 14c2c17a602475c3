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
  /**
   * Resolves when the batch may be acked. When it rejects it is called again, later, with what is still in hand; after
   * 15 s of that everything in hand goes back to the queue, for whoever can handle it. What it gave to `keep` is not
   * acked with the others: it does that itself, later.
   */
  handle(batch: readonly Delivery[], keep: (delivery: Delivery) => void): Promise<void>;
  /** Whether nothing in hand may be handled here any more, after that error. */
  isOver?(error: unknown): boolean;
  /** Resolves when batches can be handled again, after what was in hand was given back or lost; asked until it does. */
  ready?(): Promise<void>;
  /** After each time that messages begin to come in. */
  onAttached?: () => void;
}

/** A running consumer. */
export interface Consumer {
  /** Whether messages are coming in, and are worked off. */
  readonly attached: boolean;
  /** Takes no more messages and ends the batch in hand. */
  stop(): Promise<void>;
}

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;
/** A batch that takes longer stands still: the consumer no longer counts as attached. */
const STANDSTILL_MS = 60_000;
const GIVE_BACK_MS = 15_000;

/**
 * Consumes a queue in batches, one at a time, in the order of the queue, also across several consumers of which one is
 * active: none is handed anything while another has something older in hand. From a batch that failed until one can be
 * handled again no new channel brings anything: each that is lost with a message in hand counts towards the delivery
 * limit of its queue, however little that message can do for it.
 */
export class BatchConsumer implements Consumer {
  private readonly subscription: Subscription;
  private readonly stopping = new AbortController();
  private waiting: Delivery[] = [];
  private kept: Delivery[] = [];
  private work: Promise<void> | null = null;
  private handlingSince: number | null = null;

  constructor(
    broker: Broker,
    private readonly options: BatchOptions,
  ) {
    const { queue, size, onAttached } = options;
    this.subscription = broker.consume({
      source: queue,
      prefetch: 2 * size,
      onDelivery: (delivery) => {
        this.waiting.push(delivery);
        this.work ??= this.workOff().finally(() => (this.work = null));
      },
      ...(onAttached && { onAttached }),
    });
  }

  get attached(): boolean {
    const standsStill = this.handlingSince !== null && performance.now() - this.handlingSince > STANDSTILL_MS;
    return this.subscription.attached && !this.subscription.held && !standsStill;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.subscription.hold();
    await this.work;
    await this.subscription.giveBack();
    await this.subscription.stop();
  }

  private async workOff(): Promise<void> {
    const { size, waitMs } = this.options;
    while (this.waiting.length > 0 && !this.stopping.signal.aborted) {
      if (this.waiting.length < size) await delay(waitMs);
      await this.handle(this.waiting.splice(0, size));
    }
    if (this.subscription.held) await this.resume();
  }

  private async handle(batch: readonly Delivery[]): Promise<void> {
    const since = performance.now();
    for (let wait = FIRST_DELAY_MS; ; wait = longer(wait)) {
      // What lost its channel comes again.
      const inHand = batch.filter((delivery) => !delivery.stale);
      if (inHand.length === 0 || this.stopping.signal.aborted) return;
      try {
        this.handlingSince = performance.now();
        const keep: Delivery[] = [];
        await this.options.handle(inHand, (delivery) => keep.push(delivery));
        this.ack(inHand, keep);
        if (this.subscription.held) this.subscription.resume();
        return;
      } catch (error) {
        this.warn(error, 'a batch failed; it is tried again');
        this.subscription.hold();
        const isOver = this.options.isOver?.(error) || performance.now() - since > GIVE_BACK_MS;
        if (isOver) return await this.subscription.giveBack();
        await this.rest(wait);
      } finally {
        this.handlingSince = null;
      }
    }
  }

  /** In one, unless that would take along what is kept. */
  private ack(handled: readonly Delivery[], keep: readonly Delivery[]): void {
    this.kept = [...this.kept, ...keep].filter(({ done }) => !done);
    if (this.kept.length === 0) return handled.at(-1)?.ack({ upTo: true });
    for (const delivery of handled) if (!keep.includes(delivery)) delivery.ack();
  }

  private async resume(): Promise<void> {
    // Whoever waits for its turn comes first.
    await this.rest(FIRST_DELAY_MS);
    for (let wait = FIRST_DELAY_MS; !this.stopping.signal.aborted; wait = longer(wait)) {
      try {
        await this.options.ready?.();
        return this.subscription.resume();
      } catch (error) {
        this.warn(error, 'nothing is taken yet');
        await this.rest(wait);
      }
    }
  }

  private async rest(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private warn(err: unknown, message: string): void {
    this.options.logger.error({ err, queue: this.options.queue }, message);
  }
}

const longer = (wait: number): number => Math.min(wait * 2, MAX_DELAY_MS);
