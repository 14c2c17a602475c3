import { readdirSync } from 'node:fs';
import { TaskError, type TaskAnswer } from '@reelmill/contracts';
import { RETRY_RUNGS, sendControl, sendTicket, sendUntilConfirmed, workQueueOf } from '@reelmill/messaging';
import { Inbox, startOwnBroker, until, type OwnBroker } from '@reelmill/testing';
import { makeTicket } from '../test/make-ticket';
import { PROBE, TestOrchestrator, TestWorker, testLogger as logger, type Analyze } from '../test/test-worker';

jest.setTimeout(180_000);

let node: OwnBroker;
let orchestrator: TestOrchestrator;
let worker: TestWorker | null = null;

const startWorker = async (analyze: Analyze): Promise<TestWorker> => {
  worker = await new TestWorker(node.url, analyze, { drainMs: 1_000 }).start();
  return worker;
};
const send = (ticket: ReturnType<typeof makeTicket>): Promise<void> => {
  const { broker } = orchestrator;
  const signal = AbortSignal.timeout(120_000);
  return sendUntilConfirmed(() => sendTicket(broker, ticket), { broker, logger, signal });
};
/** A task that a worker ends: everything on the way works. */
const roundTrip = async (): Promise<void> => {
  const ticket = makeTicket();
  await send(ticket);
  await orchestrator.answer('task.succeeded', ticket.task);
};
const hellos = (boot: string): number =>
  orchestrator.answers.items.filter((answer) => answer.type === 'worker.started' && answer.boot === boot)
    .length;
const untilStopped: Analyze = (_payload, task) =>
  new Promise((_, reject) => task.signal.addEventListener('abort', () => reject(new Error('stopped'))));

beforeAll(async () => {
  // A delivery that is held for longer than 5 s closes its channel; the broker looks each second.
  const erlangArgs = '-rabbit consumer_timeout 5000 -rabbit channel_tick_interval 1000';
  node = await startOwnBroker({ erlangArgs });
  orchestrator = new TestOrchestrator(node.url);
  await orchestrator.ready();
});
afterEach(async () => {
  await worker?.stop();
  worker = null;
});
afterAll(async () => {
  await orchestrator.broker.close();
  await node.remove();
});

describe.each(['stop', 'kill'] as const)('a broker that goes (%s) and comes back', (end) => {
  it('finds everybody again, and they said meanwhile that it was gone', async () => {
    const { broker, transport } = await startWorker(() => Promise.resolve(PROBE));
    await roundTrip();
    await node[end]();
    await until(() => !broker.connected && !transport.attached && !orchestrator.broker.connected);
    expect(() => broker.check()).toThrow('No connection to the broker');
    await node.start();
    await roundTrip();
    await until(() => transport.attached && broker.connected);
  });
});

it('a delivery held for longer than the broker allows comes again and is not run twice', async () => {
  let calls = 0;
  let end: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (end = resolve));
  const ticket = makeTicket();
  const { transport } = await startWorker(async (_payload, { task }) => {
    if (task !== ticket.task) return PROBE;
    calls += 1;
    await held;
    return PROBE;
  });
  await send(ticket);
  const { boot } = await orchestrator.answer('task.started', ticket.task);
  await until(() => hellos(boot) === 2);
  // What comes behind it has come: so it is here again as well.
  await roundTrip();
  end();
  await orchestrator.answer('task.succeeded', ticket.task);
  await until(() => transport.attached);
  expect(calls).toBe(1);
  await roundTrip();
});

describe('a work queue that is deleted', () => {
  const queue = workQueueOf('analyzer', makeTicket().build!);
  const deleteQueue = (): Promise<string> => node.ctl('delete_queue', queue);

  it('is declared anew by its worker, which notices', async () => {
    const { transport } = await startWorker(() => Promise.resolve(PROBE));
    await roundTrip();
    const { boot } = orchestrator.answers.items.at(-1) as TaskAnswer;
    await deleteQueue();
    await until(() => hellos(boot) === 2);
    expect(transport.attached).toBe(true);
    await roundTrip();
  });

  it('is declared anew by the next worker where none is; until then tickets are returned', async () => {
    await deleteQueue();
    const ticket = makeTicket();
    await expect(sendTicket(orchestrator.broker, ticket)).rejects.toMatchObject({ problem: 'returned' });
    await startWorker(() => Promise.resolve(PROBE));
    await send(ticket);
    await orchestrator.answer('task.succeeded', ticket.task);
  });
});

it('retry queues that are deleted are declared anew by the worker that needs one, on its connections', async () => {
  const { transport } = await startWorker((_payload, task) => {
    if (task.attempt === 1) throw new TaskError('fetch_failed', 'Try again.', { retryable: true });
    return Promise.resolve(PROBE);
  });
  await until(() => transport.attached);
  await Promise.all(RETRY_RUNGS.map((seconds) => node.ctl('delete_queue', `reelmill.retry.${seconds}s`)));
  const ticket = makeTicket();
  await send(ticket);
  const { boot } = await orchestrator.answer('task.succeeded', ticket.task, 2);
  expect(hellos(boot)).toBe(1);
});

describe.each([
  ['memory', ['set_vm_memory_high_watermark', '0.00001'], ['set_vm_memory_high_watermark', '0.4']],
  ['disk', ['set_disk_free_limit', '900000GB'], ['set_disk_free_limit', '100MB']],
])('an alarm of the broker: %s', (_name, on, off) => {
  it('holds back tickets and answers but no cancel, and all goes on after it', async () => {
    const stopped = new Inbox<string>();
    const { broker, transport } = await startWorker(async (payload, task) => {
      if (task.job !== doomed.job) return PROBE;
      return untilStopped(payload, task).finally(() => stopped.add(task.task));
    });
    const doomed = makeTicket();
    await send(doomed);
    await orchestrator.answer('task.started', doomed.task);
    await node.ctl(...on);
    try {
      // The first that is published after the alarm began: the broker keeps it back, and nobody knew.
      expect(orchestrator.broker.blocked).toBe(false);
      sendControl(orchestrator.broker, { type: 'cancel', job: doomed.job });
      await stopped.first((task) => task === doomed.task);
      await until(() => broker.blocked && orchestrator.broker.blocked);
      expect(() => broker.checkAlarm()).toThrow('alarm');
      expect(transport.attached).toBe(true);
      expect(orchestrator.historyOf(doomed.task)).toEqual(['task.started']);
      await expect(sendTicket(orchestrator.broker, makeTicket())).rejects.toMatchObject({
        problem: 'blocked',
      });
    } finally {
      await node.ctl(...off);
    }
    await orchestrator.answer('task.dropped', doomed.task);
    expect(broker.blocked).toBe(false);
    await roundTrip();
  });

  it('does not keep a worker from ending in time, which leaves no scratch folder', async () => {
    const { broker, scratchDir } = await startWorker(untilStopped);
    const ticket = makeTicket();
    await send(ticket);
    await orchestrator.answer('task.started', ticket.task);
    await node.ctl(...on);
    try {
      await until(() => broker.blocked);
      const began = performance.now();
      await worker?.stop();
      expect(performance.now() - began).toBeLessThan(10_000);
      expect(readdirSync(scratchDir)).toEqual([]);
    } finally {
      await node.ctl(...off);
    }
    await startWorker(() => Promise.resolve(PROBE));
    await orchestrator.answer('task.succeeded', ticket.task);
  });

  it('lets a cancel through that comes when everybody knows of it', async () => {
    const stopped = new Inbox<string>();
    const { broker } = await startWorker((payload, task) =>
      untilStopped(payload, task).finally(() => stopped.add(task.task)),
    );
    const doomed = makeTicket();
    await send(doomed);
    await orchestrator.answer('task.started', doomed.task);
    await node.ctl(...on);
    try {
      sendControl(orchestrator.broker, { type: 'wake' });
      await until(() => broker.blocked && orchestrator.broker.blocked);
      expect(sendControl(orchestrator.broker, { type: 'cancel', job: doomed.job })).toBe(true);
      await stopped.first((task) => task === doomed.task);
      expect(broker.blocked).toBe(true);
    } finally {
      await node.ctl(...off);
    }
    await orchestrator.answer('task.dropped', doomed.task);
  });
});
