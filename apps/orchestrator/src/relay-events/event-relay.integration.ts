import { CloudEvent } from '@reelmill/contracts';
import { Broker, TOPOLOGY } from '@reelmill/messaging';
import { createLogger } from '@reelmill/observability';
import { CuttableLine, createVhost, type BrokerNamespace } from '@reelmill/testing';
import type { DataSource } from 'typeorm';
import { addJob, openTestDatabase } from '../../test/records';
import { EventRelay } from './event-relay';

const logger = createLogger({ service: 'test', level: 'silent' });
const EVENTS = ['job.queued', 'job.started', 'job.completed', 'job.failed', 'job.cancelled'];

interface Heard {
  event: CloudEvent;
  headers: Readonly<Record<string, unknown>>;
}

describe('EventRelay', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  let vhost: BrokerNamespace;
  let line: CuttableLine;
  const brokers: Broker[] = [];
  let heard: Heard[] = [];
  let onHeard: () => Promise<void> = () => Promise.resolve();

  const open = (url: string): Broker => {
    const broker = new Broker({ url, name: 'test', logger });
    brokers.push(broker);
    return broker;
  };
  const publishable = (broker: Broker) => broker.untilPublishable(AbortSignal.timeout(30_000));
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const listen = async (): Promise<void> => {
    let attached = (): void => undefined;
    const listening = new Promise<void>((resolve) => (attached = resolve));
    open(vhost.url).consume({
      source: { exchange: 'reelmill.events', keys: ['job.#'] },
      prefetch: 0,
      onDelivery: ({ bytes, headers }) => {
        heard.push({ event: CloudEvent.parse(JSON.parse(bytes.toString())), headers });
        void onHeard();
      },
      onAttached: attached,
    });
    await listening;
  };
  const addEvents = async (job: string, count: number): Promise<void> => {
    await source.query(
      `INSERT INTO job_events (job_id, sequence, type, data)
       SELECT $1, n, ($3::text[])[1 + (n - 1) % 5], '{"status": "x"}' FROM generate_series(1, $2) n`,
      [job, count, EVENTS],
    );
  };
  const published = async (): Promise<{ id: string }[]> =>
    source.query(
      `SELECT job_id || '/' || sequence AS id FROM job_events WHERE published_at IS NOT NULL ORDER BY 1`,
    );
  const idsHeard = (): string[] => heard.map(({ event }) => event.id);

  beforeAll(async () => {
    ({ source, close } = await openTestDatabase());
    vhost = await createVhost({ queues: TOPOLOGY.queues.map(({ name }) => name) });
    line = new CuttableLine(new URL(vhost.url));
    await line.lay();
    await listen();
  });
  afterEach(async () => {
    heard = [];
    onHeard = () => Promise.resolve();
    await source.query('TRUNCATE jobs, job_events');
  });
  afterAll(async () => {
    await Promise.all(brokers.map((broker) => broker.close()));
    await line.cut();
    await vhost.remove();
    await close();
  });

  it('sends the history of a job as CloudEvents, the attributes again as headers', async () => {
    const broker = open(vhost.url);
    await publishable(broker);
    const job = await addJob(source);
    await addEvents(job, 2);
    expect(await new EventRelay(source, broker).relay()).toBe(false);
    await until(() => heard.length === 2);
    expect(heard[1]).toMatchObject({
      event: { specversion: '1.0', type: 'job.started.v1', subject: job, data: { status: 'x' } },
      headers: {
        'cloudEvents:specversion': '1.0',
        'cloudEvents:id': `${job}/2`,
        'cloudEvents:source': '/reelmill/jobs',
        'cloudEvents:type': 'job.started.v1',
        'cloudEvents:subject': job,
        'cloudEvents:sequence': '0000000002',
      },
    });
    await new EventRelay(source, broker).relay();
    expect(await published()).toHaveLength(2);
    expect(idsHeard()).toEqual([`${job}/1`, `${job}/2`]);
  });

  it('loses no event and keeps the order of each job when the connection is cut in the middle', async () => {
    const broker = open(line.url);
    await publishable(broker);
    const relay = new EventRelay(source, broker);
    const jobs = [await addJob(source), await addJob(source)];
    for (const job of jobs) await addEvents(job, 100);

    onHeard = async () => {
      if (heard.length !== 40) return;
      await line.cut();
      await line.lay();
    };
    await expect(relay.relay()).rejects.toThrow('disconnected');
    const noted = (await published()).map(({ id }) => id);
    expect(noted.length).toBeLessThan(200);
    await until(() => noted.every((id) => idsHeard().includes(id)));

    await publishable(broker);
    while ((await published()).length < 200) await relay.relay();
    await until(() => new Set(idsHeard()).size === 200);
    for (const job of jobs) {
      const sequences = heard
        .filter(({ event }) => event.subject === job)
        .map(({ event }) => Number(event.sequence));
      // What came again is not new: without it they are in order, and none is missing.
      const news = sequences.filter((sequence, index) => sequences.indexOf(sequence) === index);
      expect(news).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    }
  });

  it('goes on with other jobs when an event of one can not be sent', async () => {
    const broker = open(vhost.url);
    await publishable(broker);
    const [odd, sound] = [await addJob(source), await addJob(source)];
    await source.query(
      `INSERT INTO job_events (job_id, sequence, type, data) VALUES ($1, 1, 'job.dreamt', '{}')`,
      [odd],
    );
    await addEvents(sound, 1);
    await expect(new EventRelay(source, broker).relay()).rejects.toThrow();
    expect(await published()).toEqual([{ id: `${sound}/1` }]);
  });

  it('leaves all to the orchestrator that relays already', async () => {
    const broker = open(vhost.url);
    await publishable(broker);
    await addEvents(await addJob(source), 1);
    await source.transaction(async (manager) => {
      await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('relay-events', 0))`);
      expect(await new EventRelay(source, broker).relay()).toBe(false);
    });
    expect(await published()).toEqual([]);
  });

  it('waits without an error while there is no broker', async () => {
    await addEvents(await addJob(source), 1);
    const nowhere = open('amqp://127.0.0.1:9');
    expect(await new EventRelay(source, nowhere).relay()).toBe(false);
    expect(await published()).toEqual([]);
  });
});
