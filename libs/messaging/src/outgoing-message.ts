import type { Options } from 'amqplib';

export interface OutgoingMessage {
  readonly exchange: string;
  readonly key: string;
  readonly bytes: Buffer;
  /** What it is, such as `segment.render` or `task.started`; shown by broker tools. */
  readonly type: string;
  /** 0..10 where the queue has priorities. */
  readonly priority?: number;
  /** Media type of the bytes; `application/json` by default. */
  readonly contentType?: string;
  /** False where it is no fault that nobody listens: a message that no queue takes is confirmed and gone. */
  readonly mandatory?: false;
  readonly headers?: Readonly<Record<string, string | number>>;
}

export const asJson = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

export function propertiesOf(message: OutgoingMessage): Options.Publish {
  return {
    contentType: message.contentType ?? 'application/json',
    type: message.type,
    timestamp: Math.floor(Date.now() / 1000),
    ...(message.priority !== undefined && { priority: message.priority }),
    ...(message.headers && { headers: message.headers }),
  };
}
