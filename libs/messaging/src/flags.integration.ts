import { randomUUID } from 'node:crypto';
import { createLogger } from '@reelmill/observability';
import { CuttableLine, createVhost, until, type BrokerNamespace } from '@reelmill/testing';
import { connect } from 'amqplib';
import { Flags } from './flags';
import { Link } from './link';
import { TOPOLOGY } from './topology';

jest.setTimeout(60_000);

const logger = createLogger({ service: 'test', level: 'silent' });

let vhost: BrokerNamespace;
let line: CuttableLine;
let raising: Link;
let looking: Link;
let flags: Flags;
let others: Flags;

const open = (url: string): Link =>
  new Link({ url, name: 'test consuming', logger, setup: () => Promise.resolve() });
const makeFlag = (): string => `reelmill.cancelled.${randomUUID()}`;
const isUp = async (flag: string): Promise<boolean> => (await others.up([flag])).length === 1;

beforeAll(async () => {
  vhost = await createVhost({ queues: TOPOLOGY.queues.map(({ name }) => name) });
  line = new CuttableLine(new URL(vhost.url));
  await line.lay();
  raising = open(line.url);
  looking = open(vhost.url);
  flags = new Flags(() => raising, logger);
  others = new Flags(() => looking, logger);
  await until(() => looking.model !== null);
});
afterAll(async () => {
  await Promise.all([raising.close(), looking.close()]);
  await line.cut();
  await vhost.remove();
});

describe('a flag', () => {
  it('that is up comes up again after its connection was cut, as does one of the gap', async () => {
    const [before, gap] = [makeFlag(), makeFlag()];
    await until(() => raising.model !== null);
    flags.raise(before);
    await until(() => isUp(before));
    await line.cut();
    await until(async () => raising.model === null && !(await isUp(before)));
    flags.raise(gap);
    expect(await isUp(gap)).toBe(false);
    await line.lay();
    await until(async () => (await isUp(before)) && (await isUp(gap)));
  });

  it('that could not be raised is tried again on the same connection', async () => {
    const flag = makeFlag();
    const connection = await connect(vhost.url);
    const channel = await connection.createChannel();
    await channel.assertQueue(flag, { durable: true });
    await until(() => raising.model !== null);
    const { model } = raising;
    flags.raise(flag);
    await channel.deleteQueue(flag);
    await until(() => isUp(flag));
    expect(raising.model).toBe(model);
    await connection.close();
  });
});
