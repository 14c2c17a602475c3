import type { Options } from 'amqplib';

export interface OutgoingMessage {
  readonly exchange: string;
  readonly key: string;
  readonly bytes: Buffer;
  /** What it is, such as `segment.render` or `task.started`; shown by broker tools. */
  readonly type: string;
  /** 0..10 where the queue has priorities. */
  readonly priority?: number;
  readonly headers?: Readonly<Record<string, string | number>>;
}

export const asJson = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

export function propertiesOf(message: OutgoingMessage): Options.Publish {
  return {
    contentType: 'application/json',
    type: message.type,
    timestamp: Math.floor(Date.now() / 1000),
    ...(message.priority !== undefined && { priority: message.priority }),
    ...(message.headers && { headers: message.headers }),
  };
}
