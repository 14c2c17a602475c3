import { createLogger } from '@reelmill/observability';
import { BatchConsumer } from './batch-consumer';
import type { Broker } from './broker';
import type { Delivery } from './delivery';
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
});
