import { EventEmitter } from 'node:events';
import { brokerBlocked, type Logger } from '@reelmill/observability';
import type { Channel, ChannelModel } from 'amqplib';
import { assertTopologyOn } from './assert-topology';
import { ConfirmedPublisher } from './confirmed-publisher';
import { Link } from './link';
import { propertiesOf, type OutgoingMessage } from './outgoing-message';
import { PublishError } from './publish-error';
import { Subscription, type SubscriptionOptions } from './subscription';

export interface BrokerOptions {
  /** `amqp://user:password@host:port/vhost`; never logged. */
  url: string;
  /** Names the connections in the broker's list. */
  name: string;
  logger: Logger;
}

interface PublishChannels {
  readonly confirmed: ConfirmedPublisher;
  readonly lossy: Channel;
}

/**
 * The broker of this process. It need not be there yet: it is connected to as soon as it can be, and again whenever it
 * was lost. Publishing and consuming have a connection each, so that a blocked publisher stops no acks.
 */
export class Broker {
  private readonly events = new EventEmitter<{ publishable: [] }>();
  private readonly publishing: Link;
  private consuming: Link | null = null;
  private channels: PublishChannels | null = null;
  private isBlocked = false;
  private closed = false;

  constructor(private readonly options: BrokerOptions) {
    this.events.setMaxListeners(0);
    this.publishing = this.link('publishing', (model) => this.openChannels(model));
    this.publishing.onUp(() => this.events.emit('publishable'));
    this.publishing.onDown(() => this.onPublishingDown());
    this.publishing.onBlocked((blocked) => this.setBlocked(blocked));
  }

  /** Messages can be published: connected, and the topology stands. */
  get connected(): boolean {
    return this.channels !== null && this.publishing.model !== null;
  }

  /** The broker takes no messages because of its memory or disk alarm. */
  get blocked(): boolean {
    return this.isBlocked;
  }

  /** For health: fails while not connected, with the reason. */
  readonly check = (): void => {
    if (!this.connected) throw new Error(`No connection to the broker: ${this.publishing.lastProblem}`);
  };

  /** For health: fails while blocked; what consumes goes on all the same. */
  readonly checkAlarm = (): void => {
    if (this.blocked) throw new Error('The broker takes no messages: its memory or disk alarm is on.');
  };

  /**
   * Persistent and mandatory; resolves after the broker's confirm.
   * @throws PublishError at once when not connected or blocked; nothing is kept.
   */
  async publish(message: OutgoingMessage): Promise<void> {
    const { channels } = this;
    if (!channels || !this.connected)
      throw new PublishError('disconnected', `${message.type} to ${message.exchange}`);
    if (this.blocked) throw new PublishError('blocked', `${message.type} to ${message.exchange}`);
    await channels.confirmed.publish(message);
  }

  /** Fire and forget, for what may be lost; false when it is lost already. */
  publishLossy(message: OutgoingMessage): boolean {
    if (!this.channels || !this.connected || this.blocked) return false;
    const { exchange, key, bytes } = message;
    try {
      this.channels.lossy.publish(exchange, key, bytes, propertiesOf(message));
      return true;
    } catch {
      return false;
    }
  }

  /** Resolves when {@link publish} can be tried (again); rejects with the signal's reason. */
  async untilPublishable(signal: AbortSignal): Promise<void> {
    while (!this.connected || this.blocked) {
      signal.throwIfAborted();
      await EventEmitter.once(this.events, 'publishable', { signal });
    }
  }

  /** A consumer that lasts as long as the broker of this process. */
  consume(options: SubscriptionOptions): Subscription {
    this.consuming ??= this.link('consuming', assertTopologyOn);
    return new Subscription(this.consuming, this.options.logger, options);
  }

  /** How many messages wait in a queue and how many consumers it has. Rejects when not connected or without such a queue. */
  async queueDepth(queue: string): Promise<{ ready: number; consumers: number }> {
    const { model } = this.publishing;
    if (!model) throw new PublishError('disconnected', `depth of ${queue}`);
    const channel = await model.createChannel();
    channel.on('error', () => undefined);
    const { messageCount, consumerCount } = await channel.checkQueue(queue);
    await channel.close();
    return { ready: messageCount, consumers: consumerCount };
  }

  /** Declares what stands in the contracts again, when some of it was deleted. Rejects when not connected. */
  async reassertTopology(): Promise<void> {
    const { model } = this.publishing;
    if (!model) throw new PublishError('disconnected', 'topology');
    await assertTopologyOn(model);
  }

  /** Closes the connections; unacked messages go back to their queues. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await Promise.all([this.consuming?.close(), this.publishing.close()]);
  }

  private link(purpose: string, setup: (model: ChannelModel) => Promise<void>): Link {
    const { url, name, logger } = this.options;
    return new Link({ url, name: `${name} ${purpose}`, logger, setup });
  }

  private async openChannels(model: ChannelModel): Promise<void> {
    await assertTopologyOn(model);
    const [confirmed, lossy] = await Promise.all([model.createConfirmChannel(), model.createChannel()]);
    for (const channel of [confirmed, lossy]) {
      channel.on('error', (error) =>
        this.options.logger.warn({ err: error }, 'publishing channel closed by the broker'),
      );
      // The topology has changed under us: begin again with a new connection, which declares it.
      channel.on('close', () => this.publishing.reopen(model));
    }
    this.channels = { confirmed: new ConfirmedPublisher(confirmed), lossy };
  }

  private onPublishingDown(): void {
    this.channels = null;
    this.setBlocked(false);
  }

  private setBlocked(blocked: boolean): void {
    if (blocked !== this.isBlocked) this.options.logger.warn({ blocked }, 'broker alarm');
    this.isBlocked = blocked;
    brokerBlocked.set(blocked ? 1 : 0);
    if (this.connected && !blocked) this.events.emit('publishable');
  }
}
