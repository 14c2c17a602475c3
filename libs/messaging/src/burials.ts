import type { Logger } from '@reelmill/observability';
import type { Broker } from './broker';
import type { Delivery } from './delivery';
import { sendDead } from './senders';
import { sendUntilConfirmed } from './send-until-confirmed';

export interface BurialsOptions {
  /** From which they came. */
  queue: string;
  logger: Logger;
}

/** Parks deliveries that nobody can handle, each as soon as that can be published, and acks it then. */
export class Burials {
  private readonly ending = new AbortController();

  constructor(
    private readonly broker: Broker,
    private readonly options: BurialsOptions,
  ) {}

  add(delivery: Delivery, reason: string): void {
    this.bury(delivery, reason).catch((error: unknown) => {
      if (!this.ending.signal.aborted)
        this.options.logger.error({ err: error, reason }, 'what can not be handled could not be parked');
    });
  }

  /** What was not parked by then comes again, to whoever reads the queue next. */
  stop(): void {
    this.ending.abort();
  }

  private bury(delivery: Delivery, reason: string): Promise<void> {
    const { broker } = this;
    const { queue, logger } = this.options;
    const letter = { queue, bytes: delivery.bytes, cause: { reason } };
    const send = async (): Promise<void> => {
      // What lost its channel comes again, and is parked then.
      if (!delivery.stale) await sendDead(broker, letter);
    };
    return sendUntilConfirmed(send, { broker, logger, signal: this.ending.signal }).then(() =>
      delivery.ack(),
    );
  }
}
