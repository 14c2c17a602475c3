import { EventEmitter } from 'node:events';
import type { ChannelModel } from 'amqplib';
import { assertTopologyOn } from './assert-topology';

/** A broker so far away that each answer takes so long. */
function brokerAt(answerMs: number): ChannelModel {
  const answer = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, answerMs, {}));
  const channel = Object.assign(new EventEmitter(), {
    assertExchange: answer,
    assertQueue: answer,
    bindQueue: answer,
    unbindQueue: answer,
    deleteQueue: answer,
    close: answer,
  });
  return Object.assign(new EventEmitter(), {
    createChannel: () => answer().then(() => channel),
  }) as unknown as ChannelModel;
}

describe('the topology', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is declared on a broker that is far away, however many objects that are', async () => {
    const declared = assertTopologyOn(brokerAt(500)).then(
      () => 'declared',
      (error: unknown) => String(error),
    );
    await jest.advanceTimersByTimeAsync(60_000);
    await expect(declared).resolves.toBe('declared');
  });

  it('is given up, and the object named, when the broker does not answer to one call', async () => {
    const broker = brokerAt(9_000);
    const channel = await (async () => {
      const opening = broker.createChannel();
      await jest.advanceTimersByTimeAsync(9_000);
      return opening;
    })();
    channel.assertQueue = () => new Promise(() => undefined);
    const failed = assertTopologyOn(broker, {
      exchanges: [],
      queues: [{ name: 'deaf', arguments: {} }],
      bindings: [],
    }).catch(String);
    await jest.advanceTimersByTimeAsync(9_000 + 10_000);
    await expect(failed).resolves.toBe('Error: queue deaf: no answer from the broker within 10 s.');
  });
});
