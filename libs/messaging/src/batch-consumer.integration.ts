import { randomUUID } from 'node:crypto';
import { ENVELOPE_VERSION, type Answer } from '@reelmill/contracts';
import { createLogger } from '@reelmill/observability';
import { CuttableLine, Inbox, createVhost, until, type BrokerNamespace } from '@reelmill/testing';
import { Broker } from './broker';
import { consumeAnswers, consumeControl } from './consumers';
import { sendAnswer, sendControl } from './senders';
import { ANSWERS_QUEUE, TOPOLOGY } from './topology';

jest.setTimeout(120_000);

const logger = createLogger({ service: 'test', level: 'silent' });

/** More than an answer may be delivered. */
const LOSSES = 25;

let vhost: BrokerNamespace;
let line: CuttableLine;

beforeAll(async () => {
  vhost = await createVhost({ queues: TOPOLOGY.queues.map(({ name }) => name) });
  line = new CuttableLine(new URL(vhost.url));
  await line.lay();
});
afterAll(async () => {
  await line.cut();
  await vhost.remove();
});

const makeAnswer = (): Answer => ({
  v: ENVELOPE_VERSION,
  id: randomUUID(),
  type: 'worker.stopped',
  boot: randomUUID(),
});

describe('of two that read the answers', () => {
  class Over extends Error {}
  /** What one of them is handed, batch by batch; `fails` says how a batch ends. */
  function reader(fails: (batch: number) => Error | null) {
    const broker = new Broker({ url: vhost.url, name: 'test', logger });
    const batches = new Inbox<string[]>();
    const attached = new Inbox<string>();
    const consumer = consumeAnswers(broker, {
      logger,
      isOver: (error) => error instanceof Over,
      ready: () => Promise.resolve(),
      onAttached: () => attached.add('attached'),
      handle: (batch) => {
        batches.add(batch.map(({ value }) => value.id));
        const error = fails(batches.items.length);
        return error ? Promise.reject(error) : Promise.resolve();
      },
    });
    const close = async (): Promise<void> => {
      await consumer.stop();
      await broker.close();
    };
    return { broker, batches, attached, close };
  }

  it('the first keeps its turn while a batch fails, so that the second is not handed what came later', async () => {
    const first = reader((batch) => (batch < 3 ? new Error('for the moment') : null));
    await first.attached.first(() => true);
    const second = reader(() => null);
    await second.attached.first(() => true);
    const [one, other] = [makeAnswer(), makeAnswer()];
    await sendAnswer(first.broker, one);
    await first.batches.first((batch) => batch.includes(one.id));
    await sendAnswer(first.broker, other);
    await first.batches.first((batch) => batch.includes(other.id));
    expect(second.batches.items).toEqual([]);
    await Promise.all([first.close(), second.close()]);
  });

  it('the second is handed all that the first must not write any more, in its order', async () => {
    const first = reader(() => new Over());
    await first.attached.first(() => true);
    const second = reader(() => null);
    await second.attached.first(() => true);
    const answers = Array.from({ length: 5 }, makeAnswer);
    for (const answer of answers) await sendAnswer(first.broker, answer);
    await until(() => second.batches.items.flat().length >= answers.length);
    expect(second.batches.items.flat()).toEqual(answers.map(({ id }) => id));
    await Promise.all([first.close(), second.close()]);
  });
});

it('an answer outlives more failures and lost connections than it may be delivered', async () => {
  const answer = makeAnswer();
  const broker = new Broker({ url: line.url, name: 'test', logger });
  const publishable = () => broker.untilPublishable(AbortSignal.timeout(60_000));
  const events = new Inbox<string>();
  let database = 'away';
  const consumer = consumeAnswers(broker, {
    logger,
    handle: (batch) => {
      events.add(database, ...batch.map(({ value }) => value.id));
      return database === 'away' ? Promise.reject(new Error('the database is away')) : Promise.resolve();
    },
    ready: () => (database === 'away' ? Promise.reject(new Error('still away')) : Promise.resolve()),
  });
  // On the same connection as the answers, and after them: what it hears, they could have heard.
  const wakes = new Inbox<string>();
  consumeControl(broker, {
    type: 'wake',
    handle: () => wakes.add('wake'),
    onAttached: () => wakes.add('attached'),
  });
  const heardAgain = async (times: number): Promise<void> => {
    await until(() => wakes.items.filter((event) => event === 'attached').length === times);
    sendControl(broker, { type: 'wake' });
    await until(() => wakes.items.filter((event) => event === 'wake').length === times);
  };
  await publishable();
  await heardAgain(1);
  await sendAnswer(broker, answer);
  await events.first((event) => event === 'away');
  for (let losses = 0; losses < LOSSES; losses++) {
    await line.cut();
    await until(() => !broker.connected);
    await line.lay();
    await publishable();
    await heardAgain(losses + 2);
    expect(consumer.attached).toBe(false);
  }
  database = 'there';
  await events.first((event) => event === 'there');
  expect(events.items.at(-1)).toBe(answer.id);
  await until(() => consumer.attached);
  await expect(broker.queueDepth(`${ANSWERS_QUEUE}.dead`)).resolves.toMatchObject({ ready: 0 });
  await broker.close();
});
