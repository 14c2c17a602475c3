import type { Logger } from '@reelmill/observability';
import type { Channel, ChannelModel } from 'amqplib';
import { bounded, openChannel, withChannel } from './bounded';
import type { Link } from './link';

/** How long a flag stays up; its queue goes a minute after that. */
const UP_MS = 30_000;
const AGAIN_MS = 1_000;
const FLAG_QUEUE = {
  durable: true,
  arguments: { 'x-queue-type': 'classic', 'x-expires': 60_000 },
} as const;

interface Due {
  readonly until: number;
  /** Up, or on the way up, on the channel of now. */
  held: boolean;
}

/**
 * Signs for other processes that need no message. A broker whose memory or disk alarm is on takes no publish from anyone,
 * but on a connection that has never published it still declares queues and counts their consumers: a flag is a queue, and
 * it is up while somebody consumes it. Tried on 3.10: the alarm also keeps back the very publish after which it blocks.
 */
export class Flags {
  private readonly due = new Map<string, Due>();
  private link: Link | null = null;
  private channel: Promise<Channel> | null = null;
  private again: NodeJS.Timeout | null = null;

  constructor(
    private readonly consuming: () => Link,
    private readonly logger: Logger,
  ) {}

  /** For 30 s: now or as soon as that can be, and again when its connection was lost. */
  raise(flag: string): void {
    const link = this.watch();
    this.due.set(flag, { until: Date.now() + UP_MS, held: false });
    if (link.model) this.raiseDue(link.model);
  }

  /** Those of the flags that are up. Rejects when not connected. */
  async up(flags: readonly string[]): Promise<string[]> {
    const { model } = this.consuming();
    if (!model) throw new Error('There is no connection to the broker.');
    return withChannel(model, { what: 'look for flags' }, async (channel) => {
      const found: string[] = [];
      for (const flag of flags) {
        const { consumerCount } = await channel.assertQueue(flag, FLAG_QUEUE);
        if (consumerCount > 0) found.push(flag);
      }
      return found;
    });
  }

  private watch(): Link {
    if (this.link) return this.link;
    this.link = this.consuming();
    this.link.onUp((model) => this.raiseDue(model));
    return this.link;
  }

  private raiseDue(model: ChannelModel): void {
    for (const [flag, due] of this.due) {
      if (due.until <= Date.now()) this.due.delete(flag);
      else if (!due.held) void this.hold(flag, due, model);
    }
  }

  private async hold(flag: string, due: Due, model: ChannelModel): Promise<void> {
    due.held = true;
    try {
      const channel = await (this.channel ??= this.open(model));
      const raising = channel
        .assertQueue(flag, FLAG_QUEUE)
        .then(() => channel.consume(flag, () => undefined, { noAck: true }));
      const { consumerTag } = await bounded(raising, { what: `raise ${flag}`, on: channel });
      const lower = (): void => void channel.cancel(consumerTag).catch(() => undefined);
      setTimeout(lower, due.until - Date.now()).unref();
    } catch (error) {
      this.logger.warn({ err: error, flag }, 'a flag could not be raised; it is tried again');
      due.held = false;
      this.raiseSoon();
    }
  }

  private async open(model: ChannelModel): Promise<Channel> {
    try {
      const channel = await openChannel(model);
      channel.on('close', () => this.lose());
      return channel;
    } catch (error) {
      this.channel = null;
      throw error;
    }
  }

  private lose(): void {
    this.channel = null;
    for (const due of this.due.values()) due.held = false;
    this.raiseSoon();
  }

  private raiseSoon(): void {
    if (this.again) return;
    const raise = (): void => {
      this.again = null;
      if (this.link?.model) this.raiseDue(this.link.model);
    };
    this.again = setTimeout(raise, AGAIN_MS).unref();
  }
}
