import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@reelmill/observability';
import type { Channel, ChannelModel } from 'amqplib';
import { bounded, closed, openChannel } from './bounded';
import { Delivery } from './delivery';
import type { Link } from './link';
import type { QueueSpec } from './topology';

export interface SubscriptionOptions {
  /** A queue of the topology, or the keys of an exchange for a nameless queue that lives as long as the channel. */
  source: string | { exchange: string; keys: readonly string[]; arguments?: QueueSpec['arguments'] };
  /** How many may be in hand without an ack; 0 = any number, and they need no acks. */
  prefetch: number;
  /** Below 0: gets only what all others have no room for. */
  priority?: number;
  /** Must not throw. */
  onDelivery: (delivery: Delivery) => void;
  /** After each time that the consumer got hold of the queue. */
  onAttached?(): void;
}

export interface SubscriptionNeeds {
  readonly link: Link;
  readonly logger: Logger;
  /** Declares the objects that should be there, when the queue was not found. */
  repair(model: ChannelModel): Promise<void>;
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
  private isHeld = false;
  private attaching: Promise<void> | null = null;
  private resting = new AbortController();

  constructor(
    private readonly needs: SubscriptionNeeds,
    private readonly options: SubscriptionOptions,
  ) {
    needs.link.onUp(() => this.attach());
  }

  /** Whether messages are coming in. */
  get attached(): boolean {
    return this.tag !== null;
  }

  /** Whether no new channel brings any until {@link resume}. */
  get held(): boolean {
    return this.isHeld;
  }

  /** No more messages; those in hand can still be acked. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.detach();
  }

  /** Once the channel is lost, no other brings messages until {@link resume}; this one goes on. */
  hold(): void {
    this.isHeld = true;
  }

  /**
   * Gives all that is in hand back to the queue, in its old place, by closing the channel; holds. A consumer that is only
   * cancelled keeps what it has, while the next one is handed what came after it.
   */
  async giveBack(): Promise<void> {
    this.hold();
    const { channel } = this;
    this.tag = null;
    if (channel) await this.giveUp(channel);
  }

  resume(): void {
    this.isHeld = false;
    this.attach();
  }

  private async detach(): Promise<void> {
    this.resting.abort();
    const { channel, tag } = this;
    this.tag = null;
    if (channel && tag)
      await bounded(channel.cancel(tag), { what: 'cancel', on: channel }).catch(() => this.giveUp(channel));
  }

  private attach(): void {
    this.resting.abort();
    this.attaching ??= this.attachOnce().finally(() => (this.attaching = null));
  }

  private get isWanted(): boolean {
    return !this.stopped && !this.isHeld && this.needs.link.model !== null;
  }

  private async attachOnce(): Promise<void> {
    for (
      let wait = FIRST_DELAY_MS;
      this.isWanted && !this.attached;
      wait = Math.min(wait * 2, MAX_DELAY_MS)
    ) {
      const { model } = this.needs.link;
      if (!model) return;
      try {
        await this.open(model);
      } catch (error) {
        if (this.needs.link.model !== model) continue;
        this.warn(error, 'could not subscribe, trying again');
        await this.repair(model, error);
        this.resting = new AbortController();
        await delay(wait, undefined, { signal: this.resting.signal }).catch(() => undefined);
      }
    }
  }

  private async open(model: ChannelModel): Promise<void> {
    const channel = this.channel ?? (await this.openChannel(model));
    try {
      const tag = await bounded(this.subscribe(channel), { what: 'subscribe', on: channel });
      if (this.channel !== channel) return;
      this.tag = tag;
      // It was stopped or held while it subscribed.
      if (this.stopped) return await this.detach();
      if (this.isHeld) return await this.giveUp(channel);
      this.options.onAttached?.();
    } catch (error) {
      void this.giveUp(channel);
      throw error;
    }
  }

  private async openChannel(model: ChannelModel): Promise<Channel> {
    const channel = await openChannel(model);
    this.channel = channel;
    channel.on('error', (error) => this.warn(error, 'channel closed by the broker'));
    channel.on('close', () => this.lose(channel));
    return channel;
  }

  private async subscribe(channel: Channel): Promise<string> {
    const { prefetch, priority, onDelivery } = this.options;
    if (prefetch > 0) await channel.prefetch(prefetch);
    const { consumerTag } = await channel.consume(
      await this.queueOf(channel),
      (message) => {
        if (message) return onDelivery(new Delivery(channel, () => this.channel === channel, message));
        // The broker cancelled the consumer (its queue is gone, or its node). What is in hand can't be acked there.
        void this.giveUp(channel);
      },
      { noAck: prefetch === 0, priority },
    );
    return consumerTag;
  }

  private async queueOf(channel: Channel): Promise<string> {
    const { source } = this.options;
    if (typeof source === 'string') return source;
    const nameless = { exclusive: true, autoDelete: true, durable: false, arguments: source.arguments };
    const { queue } = await channel.assertQueue('', nameless);
    for (const key of source.keys) await channel.bindQueue(queue, source.exchange, key);
    return queue;
  }

  private lose(channel: Channel): void {
    if (this.channel !== channel) return;
    this.channel = null;
    this.tag = null;
    setImmediate(() => {
      if (this.attaching === null) this.attach();
    });
  }

  /** Also when the broker does not answer to that. */
  private async giveUp(channel: Channel): Promise<void> {
    await closed(channel);
    this.lose(channel);
  }

  private async repair(model: ChannelModel, error: unknown): Promise<void> {
    if ((error as { code?: unknown }).code !== NOT_FOUND) return;
    await this.needs
      .repair(model)
      .catch((reason: unknown) => this.warn(reason, 'could not declare the topology'));
  }

  private warn(err: unknown, message: string): void {
    this.needs.logger.warn({ err, source: this.options.source }, message);
  }
}
