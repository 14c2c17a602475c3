import { randomUUID } from 'node:crypto';
import { publishReturnedTotal } from '@reelmill/observability';
import type { ConfirmChannel } from 'amqplib';
import { propertiesOf, type OutgoingMessage } from './outgoing-message';
import { PublishError, type PublishProblem } from './publish-error';

interface Pending {
  readonly sentAt: number;
  returned: boolean;
  settle(problem: PublishProblem | null): void;
}

const CONFIRM_LIMIT_MS = 30_000;
const SWEEP_EVERY_MS = 5_000;

/** Publishing with confirms on one confirm channel; ends with its channel. */
export class ConfirmedPublisher {
  /** In the order of sending, by message id. */
  private readonly pending = new Map<string, Pending>();
  private readonly sweeper: NodeJS.Timeout;

  constructor(private readonly channel: ConfirmChannel) {
    channel.on('return', (message) => {
      publishReturnedTotal.inc({ exchange: message.fields.exchange });
      const pending = this.pending.get(String(message.properties.messageId));
      if (pending) pending.returned = true;
    });
    this.sweeper = setInterval(() => this.giveUpOnOld(), SWEEP_EVERY_MS).unref();
    channel.on('close', () => clearInterval(this.sweeper));
  }

  /**
   * Persistent, and mandatory unless the message says otherwise; resolves after the broker's confirm.
   * @throws PublishError
   */
  publish(message: OutgoingMessage): Promise<void> {
    const messageId = randomUUID();
    return new Promise((resolve, reject) => {
      const settle = (problem: PublishProblem | null): void => {
        this.pending.delete(messageId);
        if (problem === null) resolve();
        else reject(new PublishError(problem, `${message.type} to ${message.exchange}`));
      };
      const pending: Pending = { sentAt: Date.now(), returned: false, settle };
      this.pending.set(messageId, pending);
      try {
        this.send(message, messageId, (error) => settle(problemOf(error, pending.returned)));
      } catch (error) {
        this.pending.delete(messageId);
        const closed = error instanceof Error && error.name === 'IllegalOperationError';
        reject(
          closed
            ? new PublishError('disconnected', `${message.type} to ${message.exchange}`)
            : (error as Error),
        );
      }
    });
  }

  private send(message: OutgoingMessage, messageId: string, onConfirm: (error: Error | null) => void): void {
    const { exchange, key, bytes } = message;
    const options = {
      ...propertiesOf(message),
      messageId,
      persistent: true,
      mandatory: message.mandatory ?? true,
    };
    this.channel.publish(exchange, key, bytes, options, onConfirm);
  }

  private giveUpOnOld(): void {
    const before = Date.now() - CONFIRM_LIMIT_MS;
    for (const pending of this.pending.values()) {
      if (pending.sentAt > before) return;
      pending.settle('unconfirmed');
    }
  }
}

/** The broker sends the return of a message before its confirm. */
function problemOf(error: Error | null, returned: boolean): PublishProblem | null {
  if (error) return error.message === 'message nacked' ? 'refused' : 'disconnected';
  return returned ? 'returned' : null;
}
