import { randomUUID } from 'node:crypto';
import { ENVELOPE_VERSION, type Answer } from '@reelmill/contracts';
import { createLogger } from '@reelmill/observability';
import {
  CuttableLine,
  Inbox,
  createVhost,
  until,
  type BrokerNamespace,
  type LineTraffic,
} from '@reelmill/testing';
import { connect } from 'amqplib';
import { closed, openChannel } from './bounded';
import { Broker } from './broker';
import { consumeAnswers } from './consumers';
import { sendAnswer } from './senders';
import { sendUntilConfirmed } from './send-until-confirmed';
import { TOPOLOGY } from './topology';

jest.setTimeout(120_000);

const logger = createLogger({ service: 'test', level: 'silent' });

/** Class and method number of a frame that the client sends. */
const CHANNEL_CLOSE = Buffer.from([0, 20, 0, 40]);
const CONNECTION_CLOSE = Buffer.from([0, 10, 0, 50]);
const signal = new AbortController().signal;

let vhost: BrokerNamespace;
let line: CuttableLine;

const makeAnswer = (): Answer => ({
  v: ENVELOPE_VERSION,
  id: randomUUID(),
  type: 'worker.stopped',
  boot: randomUUID(),
});
/** Lets so many bytes through in one direction, then cuts one connection, then lets all through. */
const cutAfter = (bytes: number, way: LineTraffic['to']): void => {
  let left = bytes;
  line.admit = ({ chunk, to }) => {
    if (to !== way || chunk.length <= left) {
      if (to === way) left -= chunk.length;
      return chunk.length;
    }
    const passed = left;
    left = Infinity;
    return passed;
  };
};
const loseAnswerTo = (method: Buffer): void => {
  line.admit = ({ chunk, to }) => {
    if (to === 'server' && chunk.includes(method)) line.admit = () => 0;
    return chunk.length;
  };
};

beforeAll(async () => {
  vhost = await createVhost({ queues: TOPOLOGY.queues.map(({ name }) => name) });
  line = new CuttableLine(new URL(vhost.url));
  await line.lay();
});
afterEach(() => {
  line.admit = ({ chunk }) => chunk.length;
});
afterAll(async () => {
  await line.cut();
  await vhost.remove();
});

describe('a close whose answer is lost with the connection', () => {
  it('settles for a channel', async () => {
    const model = await connect(line.url);
    model.on('error', () => undefined);
    const channel = await openChannel(model);
    loseAnswerTo(CHANNEL_CLOSE);
    await closed(channel);
  });

  it('settles for a connection', async () => {
    const model = await connect(line.url);
    model.on('error', () => undefined);
    loseAnswerTo(CONNECTION_CLOSE);
    await closed(model);
  });
});

describe('a connection that is cut', () => {
  // The handshake and the set-up take about 1,200 bytes out and 1,700 bytes in.
  const places = Array.from({ length: 24 }, (_, n) => 1 + n * 71);

  it.each(['server', 'client'] as const)(
    'at any byte on its way to the %s while it is set up is made anew',
    async (way) => {
      for (const bytes of places) {
        cutAfter(bytes, way);
        const broker = new Broker({ url: line.url, name: 'test', logger });
        const heard = new Inbox<string>();
        const consumer = consumeAnswers(broker, {
          logger,
          handle: (batch) => Promise.resolve(heard.add(...batch.map(({ value }) => value.id))),
        });
        const answer = makeAnswer();
        await sendUntilConfirmed(() => sendAnswer(broker, answer), { broker, logger, signal });
        await heard.first((id) => id === answer.id);
        await until(() => consumer.attached);
        await broker.close();
      }
    },
  );

  it.each(['server', 'client'] as const)(
    'at any byte on its way to the %s while messages travel loses none',
    async (way) => {
      const broker = new Broker({ url: line.url, name: 'test', logger });
      const heard = new Inbox<string>();
      consumeAnswers(broker, {
        logger,
        handle: (batch) => Promise.resolve(heard.add(...batch.map(({ value }) => value.id))),
      });
      await broker.untilPublishable(signal);
      for (const bytes of places) {
        cutAfter(bytes, way);
        const answers = Array.from({ length: 10 }, makeAnswer);
        await Promise.all(
          answers.map((answer) =>
            sendUntilConfirmed(() => sendAnswer(broker, answer), { broker, logger, signal }),
          ),
        );
        for (const { id } of answers) await heard.first((each) => each === id);
      }
      await broker.close();
    },
  );
});
