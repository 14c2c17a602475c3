import { createLogger } from '@reelmill/observability';
import { Inbox } from '@reelmill/testing';
import type { Channel, ConsumeMessage } from 'amqplib';
import { BatchConsumer } from './batch-consumer';
import type { Broker } from './broker';
import { Delivery } from './delivery';
import type { SubscriptionOptions } from './subscription';

const logger = createLogger({ service: 'test', level: 'silent' });

describe('BatchConsumer', () => {
  afterEach(() => jest.useRealTimers());

  it('gives back what it could not handle for a while', async () => {
    const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
    let deliver: SubscriptionOptions['onDelivery'] = () => undefined;
    const tries = [0, 14_000, 16_000];
    const givenBack = new Promise<void>((resolve) => {
      const consume = ({ onDelivery }: SubscriptionOptions) => {
        deliver = onDelivery;
        return { attached: true, held: false, hold: () => undefined, giveBack: resolve };
      };
      new BatchConsumer({ consume } as unknown as Broker, {
        queue: 'q',
        size: 1,
        waitMs: 0,
        logger,
        handle: () => {
          clock.mockReturnValue(tries.shift()!);
          return Promise.reject(new Error('no'));
        },
      });
    });
    deliver({ stale: false } as Delivery);
    await givenBack;
    expect(tries).toEqual([]);
    clock.mockRestore();
  });

  it('does not count as attached while a batch stands still', async () => {
    jest.useFakeTimers();
    let deliver: SubscriptionOptions['onDelivery'] = () => undefined;
    const consume = ({ onDelivery }: SubscriptionOptions) => {
      deliver = onDelivery;
      return { attached: true, held: false };
    };
    const consumer = new BatchConsumer({ consume } as unknown as Broker, {
      queue: 'q',
      size: 1,
      waitMs: 0,
      logger,
      handle: () => new Promise(() => undefined),
    });
    deliver({ stale: false } as Delivery);
    await jest.advanceTimersByTimeAsync(59_000);
    expect(consumer.attached).toBe(true);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(consumer.attached).toBe(false);
  });

  it('acks what was handled and not what is kept by its reader, until that is acked', async () => {
    let deliver: SubscriptionOptions['onDelivery'] = () => undefined;
    const consume = ({ onDelivery }: SubscriptionOptions) => {
      deliver = onDelivery;
      return { attached: true, held: false };
    };
    const acks = new Inbox<string>();
    const delivery = (name: string): Delivery => {
      const channel = { ack: (_message: unknown, upTo: boolean) => acks.add(upTo ? `up to ${name}` : name) };
      const message = { content: Buffer.from(name) };
      return new Delivery(channel as unknown as Channel, () => true, message as ConsumeMessage);
    };
    const kept: Delivery[] = [];
    new BatchConsumer({ consume } as unknown as Broker, {
      queue: 'q',
      size: 2,
      waitMs: 0,
      logger,
      handle: (batch, keep) => {
        for (const each of batch.filter(({ bytes }) => bytes.includes('bad'))) {
          kept.push(each);
          keep(each);
        }
        return Promise.resolve();
      },
    });
    for (const name of ['bad', 'good', '3', '4']) deliver(delivery(name));
    await acks.first((ack) => ack === '4');
    expect(acks.items).toEqual(['good', '3', '4']);
    kept[0]!.ack();
    for (const name of ['5', '6']) deliver(delivery(name));
    await acks.first((ack) => ack === 'up to 6');
    expect(acks.items).toEqual(['good', '3', '4', 'bad', 'up to 6']);
  });
});
