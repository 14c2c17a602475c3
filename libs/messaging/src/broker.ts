import { EventEmitter } from 'node:events';
import { brokerBlocked, brokerConnected, publishReturnedTotal, type Logger } from '@reelmill/observability';
import type { Channel, ChannelModel } from 'amqplib';
import { assertTopology, assertTopologyOn } from './assert-topology';
import { bounded, openChannel, withChannel } from './bounded';
import { ConfirmedPublisher } from './confirmed-publisher';
import { Flags } from './flags';
import { Link } from './link';
import { propertiesOf, type OutgoingMessage } from './outgoing-message';
import { PublishError } from './publish-error';
import { Repairs } from './repairs';
import { Subscription, type SubscriptionOptions } from './subscription';
import { TOPOLOGY, type Topology } from './topology';
import { UrgentMessages } from './urgent-messages';

export interface BrokerOptions {
  /** `amqp://user:password@host:port/vhost`; never logged. */
  url: string;
  /** Names the connections in the broker's list. */
  name: string;
  logger: Logger;
  /** What is declared at each connection; default all that lasts. */
  topology?: Topology;
}

const NOT_FOUND = 404;

interface PublishChannels {
  readonly confirmed: ConfirmedPublisher;
  readonly lossy: Channel;
}

/**
 * The broker of this process. It need not be there yet: it is connected to as soon as it can be, and again whenever it
 * was lost. Publishing and consuming have a connection each, so that a blocked publisher stops no acks.
 */
export class Broker {
  private readonly events = new EventEmitter<{ publishable: []; blocked: [boolean] }>();
  private readonly publishing: Link;
  private consuming: Link | null = null;
  private channels: PublishChannels | null = null;
  private isBlocked = false;
  private closed = false;
  private readonly flags: Flags;
  private readonly repairs = new Repairs(() => this.declare(this.topology));
  private readonly urgent = new UrgentMessages({
    blocked: () => this.blocked,
    publish: (message) => this.publishLossy(message),
    raise: (flag) => this.flags.raise(flag),
  });

  constructor(private readonly options: BrokerOptions) {
    this.events.setMaxListeners(0);
    for (const { name } of this.topology.exchanges) publishReturnedTotal.inc({ exchange: name }, 0);
    this.flags = new Flags(() => this.consumingLink(), options.logger);
    this.publishing = this.link('publishing', (model) => this.openChannels(model));
    this.publishing.onUp(() => {
      brokerConnected.set(1);
      this.events.emit('publishable');
    });
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

  /**
   * As {@link publishLossy}; during an alarm the flag is raised in its place. Whoever must hear of it then looks for the
   * flag with {@link flagsUp}.
   */
  publishUrgent(message: OutgoingMessage, flag: string): boolean {
    return this.urgent.send(flag, message);
  }

  /** Which of the flags are up; by no means that an alarm stops. Rejects when not connected. */
  flagsUp(flags: readonly string[]): Promise<string[]> {
    return this.flags.up(flags);
  }

  /** Each time that an alarm of the broker begins or ends. */
  onBlocked(listener: (blocked: boolean) => void): void {
    this.events.on('blocked', listener);
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
    const { logger } = this.options;
    const repair = (model: ChannelModel) => assertTopologyOn(model, this.topology);
    return new Subscription({ link: this.consumingLink(), logger, repair }, options);
  }

  /** How many messages wait in a queue and how many consumers it has; none where there is no such queue. Rejects when not connected. */
  async queueDepth(queue: string): Promise<{ ready: number; consumers: number }> {
    const what = `depth of ${queue}`;
    try {
      const found = await withChannel(this.publishingModel(what), { what }, (each) => each.checkQueue(queue));
      return { ready: found.messageCount, consumers: found.consumerCount };
    } catch (error) {
      if ((error as { code?: unknown }).code === NOT_FOUND) return { ready: 0, consumers: 0 };
      throw error;
    }
  }

  /**
   * Declares more than each connection does, or again what a message was returned for because it was deleted. Rejects
   * after 10 s without an answer. @throws TopologyError or PublishError
   */
  async declare(topology: Topology): Promise<void> {
    await assertTopology(this.publishingModel('the topology'), topology);
  }

  /** Declares again what each connection does: something of it was deleted. As {@link declare}, but seldom: many ask. */
  repair(): Promise<void> {
    return this.repairs.ask();
  }

  /** Closes the connections, whether the broker answers to that in time or not; unacked messages go back to their queues. */
  async close(limitMs?: number): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await Promise.all([this.consuming?.close(limitMs), this.publishing.close(limitMs)]);
  }

  private get topology(): Topology {
    return this.options.topology ?? TOPOLOGY;
  }

  private publishingModel(what: string): ChannelModel {
    const { model } = this.publishing;
    if (!model) throw new PublishError('disconnected', what);
    return model;
  }

  private consumingLink(): Link {
    return (this.consuming ??= this.link('consuming', (model) => assertTopologyOn(model, this.topology)));
  }

  private link(purpose: string, setup: (model: ChannelModel) => Promise<void>): Link {
    const { url, name, logger } = this.options;
    return new Link({ url, name: `${name} ${purpose}`, logger, setup });
  }

  private async openChannels(model: ChannelModel): Promise<void> {
    await assertTopologyOn(model, this.topology);
    const [confirmed, lossy] = await Promise.all([
      bounded(model.createConfirmChannel(), { what: 'open a channel', on: model }),
      openChannel(model),
    ]);
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
    brokerConnected.set(0);
    this.setBlocked(false);
  }

  private setBlocked(blocked: boolean): void {
    const changed = blocked !== this.isBlocked;
    this.isBlocked = blocked;
    brokerBlocked.set(blocked ? 1 : 0);
    if (changed) {
      this.options.logger.warn({ blocked }, 'broker alarm');
      if (blocked) this.urgent.onBlocked();
      else this.urgent.onUnblocked();
      this.events.emit('blocked', blocked);
    }
    if (this.connected && !blocked) this.events.emit('publishable');
  }
}
