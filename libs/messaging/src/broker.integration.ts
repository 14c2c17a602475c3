import { randomUUID } from 'node:crypto';
import { ENVELOPE_VERSION, type Answer, type Ticket } from '@reelmill/contracts';
import { brokerConnected, createLogger } from '@reelmill/observability';
import { CuttableLine, Inbox, createVhost, until, type BrokerNamespace } from '@reelmill/testing';
import { connect } from 'amqplib';
import { Broker } from './broker';
import { consumeAnswers, consumeControl, consumeDead, type DeadLetter } from './consumers';
import type { Delivery } from './delivery';
import { asJson } from './outgoing-message';
import { sendAnswer, sendControl, sendTicket } from './senders';
import { ANSWERS_QUEUE, RETIRED, TOPOLOGY, buildTopologyOf } from './topology';

jest.setTimeout(30_000);

const logger = createLogger({ service: 'test', level: 'silent' });

let vhost: BrokerNamespace;
const brokers: Broker[] = [];

const open = (url = vhost.url): Broker => {
  const broker = new Broker({ url, name: 'test', logger });
  brokers.push(broker);
  return broker;
};
const ready = (broker: Broker): Promise<void> => broker.untilPublishable(AbortSignal.timeout(20_000));
const makeAnswer = (): Answer => ({
  v: ENVELOPE_VERSION,
  id: randomUUID(),
  type: 'worker.stopped',
  boot: randomUUID(),
});

beforeAll(async () => {
  vhost = await createVhost({ queues: TOPOLOGY.queues.map(({ name }) => name) });
});
afterEach(async () => {
  await Promise.all(brokers.splice(0).map((broker) => broker.close()));
});
afterAll(() => vhost.remove());

const shownAsConnected = async (): Promise<number | undefined> =>
  (await brokerConnected.get()).values[0]?.value;

describe('a broker that is not there', () => {
  it('is connected to later; until then publishing fails at once and nothing else does', async () => {
    const line = new CuttableLine(new URL(vhost.url));
    await line.lay();
    await line.cut();
    const broker = open(line.url);
    const heard = new Inbox<string>();
    consumeControl(broker, {
      type: 'wake',
      handle: ({ type }) => heard.add(type),
      onAttached: () => heard.add('attached'),
    });
    expect(() => broker.check()).toThrow('No connection to the broker');
    await expect(sendAnswer(broker, makeAnswer())).rejects.toMatchObject({ problem: 'disconnected' });
    expect(sendControl(broker, { type: 'wake' })).toBe(false);

    expect(await shownAsConnected()).toBe(0);

    await line.lay();
    await ready(broker);
    expect(await shownAsConnected()).toBe(1);
    expect(() => broker.check()).not.toThrow();
    await heard.first((event) => event === 'attached');
    expect(sendControl(broker, { type: 'wake' })).toBe(true);
    await heard.first((event) => event === 'wake');

    await line.cut();
    await until(() => !broker.connected);
    await until(async () => (await shownAsConnected()) === 0);
    await line.lay();
    await ready(broker);
    await until(() => heard.items.filter((event) => event === 'attached').length === 2);
    await broker.close();
    await line.cut();
  });

  it('is never named with its password', async () => {
    const url = new URL(vhost.url);
    url.password = 'hunter2';
    const broker = open(url.href);
    let problem = '';
    const check = (): boolean => {
      try {
        broker.check();
        return false;
      } catch (error) {
        problem = (error as Error).message;
        return !problem.includes('not connected yet');
      }
    };
    await until(check);
    expect(problem).toMatch(/ACCESS.REFUSED/);
    expect(problem).not.toContain('hunter2');
  });
});

describe('a consumer', () => {
  it('gets answers in batches, acks them after the handler, and tries a failed batch again', async () => {
    const broker = open();
    await ready(broker);
    const answers = Array.from({ length: 700 }, makeAnswer);
    await Promise.all(answers.map((answer) => sendAnswer(broker, answer)));
    const sizes: number[] = [];
    const handled = new Inbox<string>();
    let busy = false;
    const consumer = consumeAnswers(broker, {
      logger,
      handle: async (batch) => {
        expect(busy).toBe(false);
        busy = true;
        await new Promise((resolve) => setImmediate(resolve));
        busy = false;
        sizes.push(batch.length);
        if (sizes.length === 1) throw new Error('the database is away');
        handled.add(...batch.map(({ value }) => value.id));
      },
    });
    await until(() => handled.items.length === answers.length);
    expect(handled.items).toEqual(answers.map(({ id }) => id));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(300);
    expect(sizes.length).toBeLessThan(20);
    await consumer.stop();
    // A quorum queue learns a moment after the channel's close that its consumer is gone.
    await until(async () => (await broker.queueDepth(ANSWERS_QUEUE)).consumers === 0);
    await expect(broker.queueDepth(ANSWERS_QUEUE)).resolves.toMatchObject({ ready: 0 });
  });

  it('parks an answer that it cannot read, unchanged', async () => {
    const broker = open();
    await ready(broker);
    const letters = new Inbox<DeadLetter>();
    consumeAnswers(broker, { logger, handle: () => Promise.resolve() });
    consumeDead(broker, { logger, handle: (batch) => Promise.resolve(letters.add(...batch)) });
    await broker.publish({
      exchange: 'reelmill.answers',
      key: 'noise',
      type: 'noise',
      bytes: Buffer.from('{"type":1}'),
    });
    const letter = await letters.first(({ queue }) => queue === ANSWERS_QUEUE);
    expect(letter.bytes.toString()).toBe('{"type":1}');
    expect(letter.reason).toMatch(/^not an answer: /);
  });

  it('subscribes again when the broker closes its channel, and an ack of before does nothing', async () => {
    const broker = open();
    await ready(broker);
    const deliveries = new Inbox<Delivery>();
    const subscription = broker.consume({
      source: ANSWERS_QUEUE,
      prefetch: 10,
      onDelivery: (each) => deliveries.add(each),
    });
    await sendAnswer(broker, makeAnswer());
    const first = await deliveries.first(() => true);
    await sendAnswer(broker, makeAnswer());
    const second = await deliveries.first((each) => each !== first);
    first.ack();
    // A second ack of one delivery is a 406, as is a delivery that was held too long.
    first.ack();
    await until(() => second.stale);
    second.ack();
    await deliveries.first((each) => each.redelivered && each.bytes.equals(second.bytes));
    for (const delivery of deliveries.items) delivery.ack();
    await until(() => subscription.attached);
    await subscription.stop();
  });

  it('subscribes again when its queue was deleted, and declares it anew', async () => {
    const broker = open();
    await ready(broker);
    const deliveries = new Inbox<Delivery>();
    const subscription = broker.consume({
      source: ANSWERS_QUEUE,
      prefetch: 10,
      onDelivery: (each) => deliveries.add(each),
    });
    await until(() => subscription.attached);
    const connection = await connect(vhost.url);
    const channel = await connection.createChannel();
    await channel.deleteQueue(ANSWERS_QUEUE);
    await connection.close();
    await until(() => !subscription.attached);
    await until(() => subscription.attached);
    await sendAnswer(broker, makeAnswer());
    (await deliveries.first(() => true)).ack();
    await subscription.stop();
  });
});

describe('the topology', () => {
  it('that differs on the broker is named with what to do, and is declared when the object is gone', async () => {
    const connection = await connect(vhost.url);
    const channel = await connection.createChannel();
    await channel.deleteQueue('reelmill.retry.1s');
    await channel.assertQueue('reelmill.retry.1s', { durable: true });
    const broker = open();
    const problem = (): string => {
      try {
        broker.check();
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };
    await until(() => problem().includes('reelmill.retry.1s'));
    expect(problem()).toMatch(
      /queue reelmill\.retry\.1s exists on the broker with other properties.*delete it/,
    );
    await channel.deleteQueue('reelmill.retry.1s');
    await connection.close();
    await ready(broker);
  });

  it('is declared by many at the same time', async () => {
    const own = await createVhost({ queues: TOPOLOGY.queues.map(({ name }) => name) });
    const many = Array.from({ length: 6 }, () => open(own.url));
    await Promise.all(many.map(ready));
    for (const { name } of TOPOLOGY.queues)
      await expect(many[0]?.queueDepth(name)).resolves.toEqual({ ready: 0, consumers: 0 });
    await Promise.all(many.map((broker) => broker.close()));
    await own.remove();
  });
});

it('reports how deep a queue is; one that is not there is empty', async () => {
  const broker = open();
  await ready(broker);
  const noise = { exchange: 'reelmill.tasks', key: 'asset.ingest', type: 'noise', bytes: asJson({}) };
  await broker.publish(noise);
  await expect(broker.queueDepth('storage.tasks')).resolves.toEqual({ ready: 1, consumers: 0 });
  await expect(broker.queueDepth('no.such.queue')).resolves.toEqual({ ready: 0, consumers: 0 });
  await broker.publish(noise);
});

describe('a message', () => {
  it('that is larger than brokers take is refused before it is sent, and others go on', async () => {
    const broker = open();
    await ready(broker);
    const bytes = Buffer.alloc(15 * 1024 * 1024 + 1);
    const huge = { exchange: 'reelmill.tasks', key: 'asset.ingest', type: 'huge', bytes };
    const small = sendAnswer(broker, makeAnswer());
    await expect(broker.publish(huge)).rejects.toMatchObject({ problem: 'too_large' });
    await small;
  });
});

const makeTicket = (particulars: Pick<Ticket, 'command' | 'key' | 'engine' | 'build'>): Ticket => ({
  v: ENVELOPE_VERSION,
  id: randomUUID(),
  job: randomUUID(),
  task: randomUUID(),
  ticket: 1,
  attempt: 1,
  crashes: 0,
  redeliveries: 0,
  priority: 5,
  maxAttempts: 3,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  payload: {},
  ...particulars,
});

describe('a ticket', () => {
  it('for a build is returned while nobody has declared its queue, and then waits there', async () => {
    const broker = open();
    await ready(broker);
    const build = '0f1e2d3c4b5a6978';
    const ticket = makeTicket({ command: 'media.analyze', key: 'a'.repeat(64), engine: 'engine-1', build });
    await expect(sendTicket(broker, ticket)).rejects.toMatchObject({ problem: 'returned' });
    // Sending has declared nothing.
    await expect(sendTicket(broker, ticket)).rejects.toMatchObject({ problem: 'returned' });
    await broker.declare(buildTopologyOf('analyzer', build));
    await sendTicket(broker, ticket);
    const waiting = broker.queueDepth(`analyzer.tasks.${build}`);
    await expect(waiting).resolves.toEqual({ ready: 1, consumers: 0 });
  });

  it('is returned when the queue of its pool was deleted, and the topology can be declared again', async () => {
    const broker = open();
    await ready(broker);
    const connection = await connect(vhost.url);
    const channel = await connection.createChannel();
    await channel.deleteQueue('storage.tasks');
    await connection.close();
    const ticket = makeTicket({ command: 'asset.ingest', build: null, engine: null, key: null });
    await expect(sendTicket(broker, ticket)).rejects.toMatchObject({ problem: 'returned' });
    await broker.declare(TOPOLOGY);
    await sendTicket(broker, ticket);
  });
});

describe('queues of earlier versions', () => {
  it('get nothing any more, and go when nobody reads them; letters for a person stay', async () => {
    const own = await createVhost({ queues: TOPOLOGY.queues.map(({ name }) => name) });
    await ready(open(own.url));
    const connection = await connect(own.url);
    const channel = await connection.createChannel();
    for (const { name, bindings } of RETIRED) {
      await channel.assertQueue(name, { durable: true });
      for (const { exchange, key } of bindings) await channel.bindQueue(name, exchange, key);
      channel.sendToQueue(name, Buffer.from('left'));
    }
    const { consumerTag } = await channel.consume('renderer.tasks', () => undefined);
    const left = async (broker: Broker): Promise<string[]> => {
      const depths = await Promise.all(RETIRED.map(({ name }) => broker.queueDepth(name)));
      return RETIRED.filter((_, n) => depths[n]!.ready + depths[n]!.consumers > 0).map(({ name }) => name);
    };

    const broker = open(own.url);
    await ready(broker);
    expect(await left(broker)).toEqual(['renderer.tasks', 'orchestrator.answers.dead']);
    await sendAnswer(broker, makeAnswer());
    await channel.cancel(consumerTag);
    await ready(open(own.url));
    expect(await left(broker)).toEqual(['orchestrator.answers.dead']);
    await connection.close();
    await own.remove();
  });
});
