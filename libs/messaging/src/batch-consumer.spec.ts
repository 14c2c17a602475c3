import { createLogger } from '@reelmill/observability';
import { BatchConsumer } from './batch-consumer';
import type { Broker } from './broker';
import type { Delivery } from './delivery';
import type { SubscriptionOptions } from './subscription';

const logger = createLogger({ service: 'test', level: 'silent' });

describe('BatchConsumer', () => {
  afterEach(() => jest.useRealTimers());

  it('does not count as attached while a batch stands still', async () => {
    jest.useFakeTimers();
    let deliver: SubscriptionOptions['onDelivery'] = () => undefined;
    const consume = ({ onDelivery }: SubscriptionOptions) => {
      deliver = onDelivery;
      return { attached: true, paused: false };
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
