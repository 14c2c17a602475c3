import type { Logger } from '@reelmill/observability';
import type { Channel, ChannelModel } from 'amqplib';
import { bounded, openChannel, withChannel } from './bounded';

/** How long a flag stays up; its queue goes a minute after that. */
const UP_MS = 30_000;
const FLAG_QUEUE = {
  durable: true,
  arguments: { 'x-queue-type': 'classic', 'x-expires': 60_000 },
} as const;

/**
 * Signs for other processes that need no message. A broker whose memory or disk alarm is on takes no publish from anyone,
 * but on a connection that has never published it still declares queues and counts their consumers: a flag is a queue, and
 * it is up while somebody consumes it. Tried on 3.10: the alarm also keeps back the very publish after which it blocks.
 */
export class Flags {
  private channel: Promise<Channel> | null = null;

  constructor(
    private readonly consuming: () => ChannelModel | null,
    private readonly logger: Logger,
  ) {}

  /** May fail, as messages that are not confirmed may be lost. */
  raise(flag: string): void {
    this.hold(flag).catch((error: unknown) =>
      this.logger.warn({ err: error, flag }, 'a flag could not be raised'),
    );
  }

  /** Those of the flags that are up. Rejects when not connected. */
  async up(flags: readonly string[]): Promise<string[]> {
    return withChannel(this.model(), { what: 'look for flags' }, async (channel) => {
      const found: string[] = [];
      for (const flag of flags) {
        const { consumerCount } = await channel.assertQueue(flag, FLAG_QUEUE);
        if (consumerCount > 0) found.push(flag);
      }
      return found;
    });
  }

  private async hold(flag: string): Promise<void> {
    this.channel ??= this.open();
    const channel = await this.channel;
    const raising = channel
      .assertQueue(flag, FLAG_QUEUE)
      .then(() => channel.consume(flag, () => undefined, { noAck: true }));
    const { consumerTag } = await bounded(raising, { what: `raise ${flag}`, on: channel });
    const lower = (): void => void channel.cancel(consumerTag).catch(() => undefined);
    setTimeout(lower, UP_MS).unref();
  }

  private async open(): Promise<Channel> {
    try {
      const channel = await openChannel(this.model());
      channel.on('close', () => (this.channel = null));
      return channel;
    } catch (error) {
      this.channel = null;
      throw error;
    }
  }

  private model(): ChannelModel {
    const model = this.consuming();
    if (!model) throw new Error('There is no connection to the broker.');
    return model;
  }
}
