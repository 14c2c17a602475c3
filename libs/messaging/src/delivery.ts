import type { Channel, ConsumeMessage } from 'amqplib';

/** A message in hand, until it is acked or its channel ends; then the broker hands it out again. */
export class Delivery {
  private acked = false;

  constructor(
    private readonly channel: Channel,
    private readonly isOpen: () => boolean,
    private readonly message: ConsumeMessage,
  ) {}

  get bytes(): Buffer {
    return this.message.content;
  }
  get redelivered(): boolean {
    return this.message.fields.redelivered;
  }
  get headers(): Readonly<Record<string, unknown>> {
    return this.message.properties.headers ?? {};
  }

  /** Its channel is gone, so it can't be acked any more: a delivery tag dies with its channel. */
  get stale(): boolean {
    return !this.isOpen();
  }

  /** Nothing is to be done with it any more: it was acked by itself, or is stale. */
  get done(): boolean {
    return this.acked || this.stale;
  }

  /** Does nothing when stale. `upTo` acks all earlier ones of its channel as well. */
  ack({ upTo = false }: { upTo?: boolean } = {}): void {
    if (!this.stale) this.channel.ack(this.message, upTo);
    this.acked = true;
  }
}
