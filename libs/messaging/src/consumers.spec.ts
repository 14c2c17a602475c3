import { ENVELOPE_VERSION, type Answer } from '@reelmill/contracts';
import { createLogger } from '@reelmill/observability';
import { Inbox, until } from '@reelmill/testing';
import type { Broker } from './broker';
import { consumeAnswers } from './consumers';
import type { Delivery } from './delivery';
import { asJson, type OutgoingMessage } from './outgoing-message';
import type { SubscriptionOptions } from './subscription';

const logger = createLogger({ service: 'test', level: 'silent' });
const ID = '0b9e4b1c-8c3f-4a57-9d57-6a3f6ea1a00';
const answer = (n: number): Answer => ({
  v: ENVELOPE_VERSION,
  id: `${ID}${n}`,
  type: 'worker.stopped',
  boot: `${ID}0`,
});

/** A broker that takes nothing until `endAlarm`. */
function brokerInAlarm() {
  const acked = new Inbox<string>();
  const letters: string[] = [];
  let deliver: SubscriptionOptions['onDelivery'] = () => undefined;
  let endAlarm = (): void => undefined;
  const alarm = new Promise<void>((resolve) => (endAlarm = resolve));
  const broker = {
    consume: ({ onDelivery }: SubscriptionOptions) => {
      deliver = onDelivery;
      return { attached: true, held: false, hold: () => undefined };
    },
    untilPublishable: () => alarm,
    publish: ({ bytes }: OutgoingMessage) => Promise.resolve(letters.push(bytes.toString())),
  } as unknown as Broker;
  const bring = (bytes: Buffer): void => {
    const delivery = {
      bytes,
      done: false,
      ack: () => {
        delivery.done = true;
        acked.add(bytes.toString());
      },
    };
    setImmediate(() => deliver(delivery as unknown as Delivery));
  };
  return { broker, bring, endAlarm: () => endAlarm(), acked, letters };
}

describe('an answer that can not be read, or not be written', () => {
  it('holds up no other while it can not be parked, and is parked once', async () => {
    const { broker, bring, endAlarm, acked, letters } = brokerInAlarm();
    const handled = new Inbox<string>();
    consumeAnswers(broker, {
      logger,
      handle: (batch, bury) => {
        handled.add(...batch.map(({ value }) => value.id));
        for (const each of batch) if (each.value.id === answer(2).id) bury(each, 'could not be written');
        return Promise.resolve();
      },
    });
    for (const bytes of [Buffer.from('noise'), asJson(answer(1)), asJson(answer(2))]) bring(bytes);
    await handled.first((id) => id === answer(2).id);
    bring(asJson(answer(3)));
    await acked.first((text) => text.includes(answer(3).id));
    expect(handled.items).toEqual([1, 2, 3].map((n) => answer(n).id));
    expect(acked.items).toHaveLength(2);
    expect(letters).toEqual([]);
    endAlarm();
    await until(() => acked.items.length === 4);
    expect(letters.sort()).toEqual(['noise', asJson(answer(2)).toString()].sort());
  });

  it('is parked only after what came with it was handled', async () => {
    const { broker, bring, endAlarm, acked, letters } = brokerInAlarm();
    endAlarm();
    let tries = 0;
    consumeAnswers(broker, {
      logger,
      handle: () => {
        expect(letters).toEqual([]);
        return ++tries === 1 ? Promise.reject(new Error('the database is away')) : Promise.resolve();
      },
    });
    for (const bytes of [Buffer.from('noise'), asJson(answer(1))]) bring(bytes);
    await until(() => acked.items.length === 2);
    expect([tries, letters]).toEqual([2, ['noise']]);
  });
});
