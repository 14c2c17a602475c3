import { connect, type ChannelModel, type ConsumeMessage, type Options } from 'amqplib';
import { setTimeout as delay } from 'node:timers/promises';

/** A message as a publisher handed it to the broker. */
export interface Tapped {
  exchange: string;
  key: string;
  /** Milliseconds since 1970, when the auditor had it. */
  at: number;
  bytes: Buffer;
  /** Parsed, undefined when it is no JSON. */
  body: Record<string, unknown> | undefined;
  properties: Options.Publish;
  /** Whether the run itself sent it again. */
  duplicate: boolean;
}

export const DUPLICATE_HEADER = 'x-chaos-duplicate';
const QUEUE = 'chaos.tap';
/** The broker's own tracing: it changes nothing for publishers, where a queue bound to their exchanges would make undeliverable tickets look delivered. */
const TRACE = 'amq.rabbitmq.trace';
/** Copies that the tracing makes are lost with the broker; an event that it confirmed is not, in a queue of its own. */
const EVENTS_QUEUE = 'chaos.events';
const EVENTS = 'reelmill.events';

type Table = Record<string, unknown>;

/** Hears what is published to every exchange, on a connection of its own, whatever becomes of the broker. */
export class Tap {
  readonly messages: Tapped[] = [];
  beats = 0;
  private connection: ChannelModel | null = null;
  private open = true;
  private readonly listeners: ((message: Tapped) => void)[] = [];

  constructor(private readonly url: string) {}

  start(): void {
    void this.keepAttached();
  }

  onMessage(listener: (message: Tapped) => void): void {
    this.listeners.push(listener);
  }

  async stop(): Promise<void> {
    this.open = false;
    await this.connection?.close().catch(() => undefined);
  }

  private async keepAttached(): Promise<void> {
    while (this.open) {
      try {
        await this.attach();
      } catch {
        // The broker is away, which is what these runs are about.
      }
      await delay(50);
    }
  }

  /** Resolves when the connection has ended. */
  private async attach(): Promise<void> {
    const connection = await connect(this.url);
    this.connection = connection;
    const ended = new Promise<void>((resolve) => connection.once('close', () => resolve()));
    connection.on('error', () => undefined);
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    await channel.assertQueue(QUEUE, { durable: true });
    await channel.bindQueue(QUEUE, TRACE, 'publish.#');
    await channel.consume(QUEUE, (message) => message && this.take(message), { noAck: true });
    await channel.assertExchange(EVENTS, 'topic', { durable: true });
    await channel.assertQueue(EVENTS_QUEUE, { durable: true });
    await channel.bindQueue(EVENTS_QUEUE, EVENTS, '#');
    await channel.consume(EVENTS_QUEUE, (message) => message && this.takeEvent(message), { noAck: true });
    await ended;
  }

  /** Again, and late where the trace had it: only what was not lost counts. */
  private takeEvent({ content, fields }: ConsumeMessage): void {
    this.messages.push({
      exchange: EVENTS,
      key: fields.routingKey,
      at: Date.now(),
      bytes: content,
      body: parse(content),
      properties: {},
      duplicate: false,
    });
  }

  private take(message: ConsumeMessage): void {
    const traced = message.properties.headers as Table & { routing_keys?: string[]; properties?: Table };
    const exchange = String(traced.exchange_name);
    if (exchange === 'reelmill.beats') {
      this.beats += 1;
      return;
    }
    const properties = propertiesOf(traced.properties ?? {});
    const duplicate = (properties.headers as Table | undefined)?.[DUPLICATE_HEADER] !== undefined;
    const tapped: Tapped = {
      exchange,
      key: traced.routing_keys?.[0] ?? '',
      at: Date.now(),
      bytes: message.content,
      body: parse(message.content),
      properties,
      duplicate,
    };
    this.messages.push(tapped);
    for (const listener of this.listeners) listener(tapped);
  }
}

function propertiesOf(traced: Table): Options.Publish {
  const { content_type, priority, headers, message_id, type } = traced;
  return {
    persistent: true,
    ...(typeof content_type === 'string' && { contentType: content_type }),
    ...(typeof priority === 'number' && { priority }),
    ...(typeof message_id === 'string' && { messageId: message_id }),
    ...(typeof type === 'string' && { type }),
    headers: { ...(headers as Table | undefined) },
  };
}

function parse(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    return JSON.parse(bytes.toString()) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
