import { connect, type ChannelModel } from 'amqplib';
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../random';
import { DUPLICATE_HEADER, type Tap, type Tapped } from '../world/tap';

const SHARE = 0.12;
const LONGEST_MS = 4_000;

/** Sends some tickets and answers a second time, after a while and so out of order. */
export class Duplicates {
  readonly sent: Tapped[] = [];
  private connection: Promise<ChannelModel> | null = null;
  private open = true;

  constructor(
    private readonly url: string,
    private readonly random: Random,
  ) {}

  start(tap: Tap): void {
    tap.onMessage((message) => {
      const isOurs = message.exchange === 'reelmill.tasks' || message.exchange === 'reelmill.answers';
      if (!this.open || message.duplicate || !isOurs || message.body?.task === undefined) return;
      if (this.random.next() < SHARE) void this.again(message, this.random.int(0, LONGEST_MS));
    });
  }

  /** Says again, all at once, what that worker said of these tasks when it began them. */
  async repeatStarts({ messages }: Tap, boot: string, tasks: ReadonlySet<string>): Promise<void> {
    const starts = messages.filter(
      ({ body, duplicate }) =>
        !duplicate && body?.type === 'task.started' && body.boot === boot && tasks.has(String(body.task)),
    );
    await Promise.all(starts.map((message) => this.again(message, 0)));
  }

  async stop(): Promise<void> {
    this.open = false;
    await this.connection?.then((connection) => connection.close()).catch(() => undefined);
  }

  private async again(message: Tapped, afterMs: number): Promise<void> {
    await delay(afterMs);
    if (!this.open) return;
    try {
      this.connection ??= this.connect();
      const channel = await (await this.connection).createChannel();
      channel.on('error', () => undefined);
      const headers = { ...(message.properties.headers as object), [DUPLICATE_HEADER]: 'yes' };
      channel.publish(message.exchange, message.key, message.bytes, { ...message.properties, headers });
      await channel.close();
      this.sent.push(message);
    } catch {
      // The broker went away under it: one duplicate less.
      this.connection = null;
    }
  }

  private async connect(): Promise<ChannelModel> {
    const connection = await connect(this.url);
    connection.on('error', () => undefined);
    connection.once('close', () => (this.connection = null));
    return connection;
  }
}
