import type { EventEmitter } from 'node:events';
import type { Channel, ChannelModel } from 'amqplib';

/** How long the broker may take to answer anything but a publish, in milliseconds. */
const ANSWER_LIMIT_MS = 10_000;

/** What is waited for, and the channel or connection that would have to bring it. */
export interface Wait {
  readonly what: string;
  readonly on: EventEmitter;
  /** In milliseconds; 10 s by default. */
  readonly limitMs?: number;
}

/**
 * Settles as `work` does; rejects when the channel or connection closes first, or the time is up. amqplib 2.3.1 leaves
 * the promises of `close()` open for ever when the connection dies between the close and its answer.
 */
export async function bounded<T>(
  work: Promise<T>,
  { what, on, limitMs = ANSWER_LIMIT_MS }: Wait,
): Promise<T> {
  let cease = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    const end = (why: string): void => reject(new Error(`${what}: ${why}.`));
    // After what else came with the close: it says why, such as 404.
    const onClose = (): void => void setImmediate(() => end('the channel or the connection was closed'));
    const timer = setTimeout(() => end(`no answer from the broker within ${limitMs / 1000} s`), limitMs);
    on.once('close', onClose);
    cease = () => {
      clearTimeout(timer);
      on.off('close', onClose);
    };
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    cease();
  }
}

/** Resolves when a channel or connection is closed, lost, or silent for too long; never rejects. */
export const closed = (closing: Channel | ChannelModel, limitMs?: number): Promise<void> =>
  bounded(closing.close(), { what: 'close', on: closing, limitMs }).catch(() => undefined);

export async function openChannel(model: ChannelModel): Promise<Channel> {
  const channel = await bounded(model.createChannel(), { what: 'open a channel', on: model });
  // One without a listener ends the process; the error also rejects the call that caused it.
  channel.on('error', () => undefined);
  return channel;
}

/** Does some work on a channel of its own, which an error of the broker closes. */
export async function withChannel<T>(
  model: ChannelModel,
  wait: Omit<Wait, 'on'>,
  work: (channel: Channel) => Promise<T>,
): Promise<T> {
  const channel = await openChannel(model);
  try {
    return await bounded(work(channel), { ...wait, on: channel });
  } finally {
    void closed(channel);
  }
}
