import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@reelmill/observability';
import type { Channel, ChannelModel } from 'amqplib';
import { assertTopologyOn } from './assert-topology';
import { Delivery } from './delivery';
import type { Link } from './link';

export interface SubscriptionOptions {
  /** A queue of the topology, or the keys of an exchange for a nameless queue that lives as long as the channel. */
  source: string | { exchange: string; keys: readonly string[] };
  /** How many may be in hand without an ack; 0 = any number, and they need no acks. */
  prefetch: number;
  /** Must not throw. */
  onDelivery(delivery: Delivery): void;
  /** After each time that the consumer got hold of the queue. */
  onAttached?(): void;
}

const NOT_FOUND = 404;
const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;

/**
 * One consumer with a channel of its own. It subscribes again after a lost connection, a channel that the broker closed
 * (such as 406, a delivery held longer than the broker's limit) and a consumer that the broker cancelled.
 */
export class Subscription {
  private channel: Channel | null = null;
  private tag: string | null = null;
  private stopped = false;

  constructor(
    private readonly link: Link,
    private readonly logger: Logger,
    private readonly options: SubscriptionOptions,
  ) {
    link.onUp((model) => void this.attach(model));
  }

  /** Whether messages are coming in. */
  get attached(): boolean {
    return this.tag !== null;
  }

  /** No more messages; those in hand can still be acked. */
  async stop(): Promise<void> {
    this.stopped = true;
    const { channel, tag } = this;
    this.tag = null;
    if (channel && tag) await channel.cancel(tag).catch(() => undefined);
  }

  private async attach(model: ChannelModel): Promise<void> {
    for (
      let wait = FIRST_DELAY_MS;
      !this.stopped && this.link.model === model;
      wait = Math.min(wait * 2, MAX_DELAY_MS)
    ) {
      try {
        return await this.open(model);
      } catch (error) {
        if (this.link.model !== model) return;
        this.logger.warn({ err: error, source: this.options.source }, 'could not subscribe, trying again');
        await this.repair(model, error);
        await delay(wait);
      }
    }
  }

  private async open(model: ChannelModel): Promise<void> {
    const channel = await model.createChannel();
    let open = true;
    channel.on('error', (error) =>
      this.logger.warn({ err: error, source: this.options.source }, 'channel closed by the broker'),
    );
    channel.on('close', () => {
      open = false;
      this.lose(channel, model);
    });
    const { prefetch } = this.options;
    if (prefetch > 0) await channel.prefetch(prefetch);
    const queue = await this.queueOf(channel);
    this.channel = channel;
    const { consumerTag } = await channel.consume(
      queue,
      (message) => {
        if (message) return this.options.onDelivery(new Delivery(channel, () => open, message));
        // The broker cancelled the consumer (its queue is gone, or its node). What is in hand can't be acked there.
        channel.close().catch(() => undefined);
      },
      { noAck: prefetch === 0 },
    );
    if (!open) throw new Error('The channel closed while subscribing.');
    this.tag = consumerTag;
    this.options.onAttached?.();
  }

  private async queueOf(channel: Channel): Promise<string> {
    const { source } = this.options;
    if (typeof source === 'string') return source;
    const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true, durable: false });
    for (const key of source.keys) await channel.bindQueue(queue, source.exchange, key);
    return queue;
  }

  private lose(channel: Channel, model: ChannelModel): void {
    if (this.channel !== channel) return;
    const wasAttached = this.attached;
    this.channel = null;
    this.tag = null;
    // While subscribing, attach() itself sees the failure.
    if (wasAttached && !this.stopped) setImmediate(() => void this.attach(model));
  }

  private async repair(model: ChannelModel, error: unknown): Promise<void> {
    if ((error as { code?: unknown }).code !== NOT_FOUND) return;
    await assertTopologyOn(model).catch((reason: unknown) =>
      this.logger.error({ err: reason }, 'could not declare the topology'),
    );
  }
}
