import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { TaskError, type Beat, type Probe } from '@reelmill/contracts';
import { RETRY_RUNGS, TOPOLOGY, consumeBeats, sendControl, sendTicket } from '@reelmill/messaging';
import { slots } from '@reelmill/observability';
import { CuttableLine, Inbox, createVhost, deferred, until, type BrokerNamespace } from '@reelmill/testing';
import { makeTicket } from '../test/make-ticket';
import { analyzerModule, PROBE, TestOrchestrator, TestWorker, type Analyze } from '../test/test-worker';

jest.setTimeout(30_000);

let vhost: BrokerNamespace;
let orchestrator: TestOrchestrator;
const workers: TestWorker[] = [];
const QUEUE = `analyzer.tasks.${makeTicket().build}`;

const startWorker = (
  analyze: Analyze,
  options: { slots?: number; drainMs?: number } = {},
): Promise<TestWorker> => {
  const worker = new TestWorker(vhost.url, analyze, options);
  workers.push(worker);
  return worker.start();
};
const untilStopped: Analyze = (_payload, task) =>
  new Promise((_, reject) => task.signal.addEventListener('abort', () => reject(new Error('stopped'))));

beforeAll(async () => {
  vhost = await createVhost({ queues: TOPOLOGY.queues.map(({ name }) => name) });
  orchestrator = new TestOrchestrator(vhost.url);
  await orchestrator.ready();
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});
afterAll(async () => {
  await orchestrator.broker.close();
  await vhost.remove();
});

describe('a worker', () => {
  it('handles a ticket and answers: started, then succeeded with the reply', async () => {
    let folder = '';
    await startWorker((payload, task) => {
      expect(payload).toEqual({ asset: 'b'.repeat(64) });
      expect(task).toMatchObject({ attempt: 1, key: 'a'.repeat(64), engine: 'engine-1' });
      folder = task.scratch;
      writeFileSync(join(folder, 'left-behind'), 'x');
      task.reused();
      return Promise.resolve(PROBE);
    });
    const ticket = makeTicket();
    await sendTicket(orchestrator.broker, ticket);
    const { job, task } = ticket;
    await expect(orchestrator.answer('task.succeeded', task)).resolves.toMatchObject({
      job,
      ticket: 1,
      reply: PROBE,
      made: false,
    });
    expect(orchestrator.historyOf(task)).toEqual(['task.started', 'task.succeeded']);
    await until(() => !existsSync(folder));
    const started = orchestrator.answers.items.find(({ type }) => type === 'worker.started');
    expect(started).toMatchObject({
      service: 'analyzer',
      host: 'test-host',
      engines: { 'media.analyze': 'engine-1' },
      slots: 2,
    });
  });

  it('tries a retryable failure again over the ladder, as attempt 2', async () => {
    await startWorker((_payload, task) => {
      if (task.attempt === 1) throw new TaskError('fetch_failed', 'Try again.', { retryable: true });
      return Promise.resolve(PROBE);
    });
    const ticket = makeTicket();
    await sendTicket(orchestrator.broker, ticket);
    const retrying = await orchestrator.answer('task.retrying', ticket.task);
    expect(retrying.failure.code).toBe('fetch_failed');
    await orchestrator.answer('task.succeeded', ticket.task, 2);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(retrying.dueAt) - 50);
    expect(orchestrator.historyOf(ticket.task)).toEqual([
      'task.started',
      'task.retrying',
      'task.started',
      'task.succeeded',
    ]);
  });

  it('leaves a retry that is due later than the ladder reaches to the orchestrator', async () => {
    const retryAfterMs = 3_600_000;
    await startWorker(() => {
      throw new TaskError('fetch_failed', 'Try again in an hour.', { retryable: true, retryAfterMs });
    });
    const ticket = makeTicket();
    const before = Date.now();
    await sendTicket(orchestrator.broker, ticket);
    const { dueAt } = await orchestrator.answer('task.retrying', ticket.task);
    expect(Date.parse(dueAt)).toBeGreaterThanOrEqual(before + retryAfterMs);
    await until(async () => (await orchestrator.broker.queueDepth(QUEUE)).ready === 0);
    for (const seconds of RETRY_RUNGS)
      await expect(orchestrator.broker.queueDepth(`reelmill.retry.${seconds}s`)).resolves.toMatchObject({
        ready: 0,
      });
  });

  it('stops what it does by an older ticket when a newer one comes, and runs no older one after it', async () => {
    const began = new Inbox<number>();
    await startWorker((payload, task) => {
      began.add(began.items.length);
      return began.items.length === 1 ? untilStopped(payload, task) : Promise.resolve(PROBE);
    });
    const ticket = makeTicket({ ticket: 2 });
    await sendTicket(orchestrator.broker, ticket);
    await began.first(() => true);
    await sendTicket(orchestrator.broker, { ...ticket, ticket: 1 });
    await sendTicket(orchestrator.broker, { ...ticket, ticket: 3 });
    await expect(orchestrator.answer('task.succeeded', ticket.task)).resolves.toMatchObject({ ticket: 3 });
    await sendTicket(orchestrator.broker, ticket);
    const dropped = (number: number) =>
      orchestrator.answers.items.filter(
        (each) => each.type === 'task.dropped' && each.task === ticket.task && each.ticket === number,
      ).length;
    // Of ticket 2 the run that was stopped, and the copy that came late.
    await until(() => dropped(1) === 1 && dropped(2) === 2);
    expect(began.items).toHaveLength(2);
  });

  it('parks the ticket with its failure when no attempt is left', async () => {
    await startWorker(() => Promise.reject(new Error('the disk is full')));
    const ticket = makeTicket({ maxAttempts: 1 });
    await sendTicket(orchestrator.broker, ticket);
    const letter = await orchestrator.letters.first(({ bytes }) => bytes.includes(ticket.task));
    expect(letter).toMatchObject({
      queue: 'analyzer.tasks',
      reason: null,
      failure: { code: 'internal', retryable: true },
    });
    expect(JSON.parse(letter.bytes.toString())).toEqual(ticket);
    expect(orchestrator.historyOf(ticket.task)).toEqual(['task.started']);
  });

  it('answers a failure that no attempt can change, through Nest, with its code', async () => {
    await startWorker(() => Promise.reject(new TaskError('media_unreadable', 'It is a text file.')));
    const ticket = makeTicket();
    await sendTicket(orchestrator.broker, ticket);
    const { failure } = await orchestrator.answer('task.failed', ticket.task);
    expect(failure).toEqual({ code: 'media_unreadable', message: 'It is a text file.', retryable: false });
  });

  it('refuses a ticket of another engine or build, and does not bury what only a newer version can read', async () => {
    await startWorker(() => Promise.resolve(PROBE));
    const other = makeTicket({ engine: 'engine-2' });
    await sendTicket(orchestrator.broker, other);
    await expect(orchestrator.answer('task.failed', other.task)).resolves.toMatchObject({
      failure: { code: 'engine_mismatch' },
    });
    const newer = makeTicket({ build: '0'.repeat(16), payload: { assets: [] } });
    const key = `media.analyze.${makeTicket().build}`;
    await orchestrator.broker.publish({
      exchange: 'reelmill.tasks',
      key,
      type: 'newer',
      bytes: Buffer.from(JSON.stringify(newer)),
    });
    await expect(orchestrator.answer('task.failed', newer.task)).resolves.toMatchObject({
      failure: { code: 'engine_mismatch' },
    });
  });

  it('parks bytes that are no ticket, unchanged, and goes on', async () => {
    await startWorker(() => Promise.resolve(PROBE));
    const bytes = Buffer.from([0, 255, 1, 254]);
    await orchestrator.broker.publish({
      exchange: 'reelmill.tasks',
      key: `media.analyze.${makeTicket().build}`,
      type: 'noise',
      bytes,
    });
    const letter = await orchestrator.letters.first((each) => each.bytes.equals(bytes));
    expect(letter).toMatchObject({ queue: 'analyzer.tasks', reason: 'not JSON', failure: null });
    const ticket = makeTicket();
    await sendTicket(orchestrator.broker, ticket);
    await orchestrator.answer('task.succeeded', ticket.task);
  });

  it('stops what it does for a cancelled job and drops the tickets that come later', async () => {
    const began = new Inbox<string>();
    await startWorker((payload, task) => {
      began.add(task.task);
      return untilStopped(payload, task);
    });
    const first = makeTicket();
    const second = makeTicket({ job: first.job });
    await sendTicket(orchestrator.broker, first);
    await began.first((task) => task === first.task);
    sendControl(orchestrator.broker, { type: 'cancel', job: first.job });
    await orchestrator.answer('task.dropped', first.task);
    await sendTicket(orchestrator.broker, second);
    await orchestrator.answer('task.dropped', second.task);
    expect(orchestrator.historyOf(second.task)).toEqual(['task.dropped']);
    expect(began.items).toEqual([first.task]);
  });

  it('stops only the task that is named, and takes it again', async () => {
    const began = new Inbox<string>();
    await startWorker((payload, task) => {
      began.add(task.task);
      return began.items.length === 1 ? untilStopped(payload, task) : Promise.resolve(PROBE);
    });
    const ticket = makeTicket();
    await sendTicket(orchestrator.broker, ticket);
    await began.first((task) => task === ticket.task);
    sendControl(orchestrator.broker, { type: 'cancel', job: ticket.job, task: ticket.task });
    await orchestrator.answer('task.dropped', ticket.task);
    await sendTicket(orchestrator.broker, { ...ticket, ticket: 2 });
    await expect(orchestrator.answer('task.succeeded', ticket.task)).resolves.toMatchObject({ ticket: 2 });
  });

  it('lets a cancel come before it runs what took workers with it', async () => {
    let calls = 0;
    await startWorker(() => {
      calls += 1;
      return Promise.resolve(PROBE);
    });
    const ticket = makeTicket({ redeliveries: 2 });
    await sendTicket(orchestrator.broker, ticket);
    await orchestrator.answer('task.started', ticket.task);
    sendControl(orchestrator.broker, { type: 'cancel', job: ticket.job });
    await orchestrator.answer('task.dropped', ticket.task);
    expect(calls).toBe(0);
  });

  it('beats with what it holds and how far that is', async () => {
    const beats = new Inbox<Beat>();
    const consumer = consumeBeats(orchestrator.broker, (beat) => beats.add(beat));
    const result = deferred<Probe>();
    await startWorker((_payload, task) => {
      task.progress(0.25);
      return result.promise;
    });
    const ticket = makeTicket();
    await sendTicket(orchestrator.broker, ticket);
    const beat = await beats.first(({ tasks }) =>
      tasks.some(({ task, progress }) => task === ticket.task && progress > 0),
    );
    expect(beat).toMatchObject({
      service: 'analyzer',
      slots: 2,
      tasks: [{ job: ticket.job, ticket: 1, progress: 0.25 }],
    });
    result.resolve(PROBE);
    await orchestrator.answer('task.succeeded', ticket.task);
    await consumer.stop();
  });

  it('beats also with what it was handed and has not begun', async () => {
    const beats = new Inbox<Beat>();
    const consumer = consumeBeats(orchestrator.broker, (beat) => beats.add(beat));
    const result = deferred<Probe>();
    await startWorker(() => result.promise);
    const [running, alone] = [makeTicket(), makeTicket({ crashes: 2 })];
    for (const ticket of [running, alone]) await sendTicket(orchestrator.broker, ticket);
    const beat = await beats.first(({ waiting }) => waiting.length > 0);
    expect(beat.waiting).toEqual([{ job: alone.job, task: alone.task, ticket: 1 }]);
    result.resolve(PROBE);
    await orchestrator.answer('task.succeeded', alone.task);
    await consumer.stop();
  });

  it('runs a task that crashed workers before alone', async () => {
    let running = 0;
    let most = 0;
    await startWorker(
      async (_payload, task) => {
        running += 1;
        if (task.job === solo.job) most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return PROBE;
      },
      { slots: 4 },
    );
    const solo = makeTicket({ crashes: 2 });
    const tickets = [makeTicket(), makeTicket(), solo, makeTicket(), makeTicket()];
    await Promise.all(tickets.map((ticket) => sendTicket(orchestrator.broker, ticket)));
    await Promise.all(tickets.map(({ task }) => orchestrator.answer('task.succeeded', task)));
    expect(most).toBe(1);
  });
});

describe('a drain', () => {
  it('lets a running task end, answers it, and says goodbye', async () => {
    const result = deferred<Probe>();
    const worker = await startWorker(() => result.promise);
    const ticket = makeTicket();
    await sendTicket(orchestrator.broker, ticket);
    const { boot } = await orchestrator.answer('task.started', ticket.task);
    const stopped = worker.stop();
    const isFree = async () =>
      (await slots.get()).values.some(({ labels, value }) => labels.state === 'free' && value > 0);
    await until(async () => !(await isFree()));
    result.resolve(PROBE);
    await stopped;
    await expect(isFree()).resolves.toBe(false);
    await orchestrator.answer('task.succeeded', ticket.task);
    await orchestrator.answers.first((answer) => answer.type === 'worker.stopped' && answer.boot === boot);
    expect(readdirSync(worker.scratchDir)).toEqual([]);
  });

  it('publishes the ticket of a task that does not end in time again, with the same counters', async () => {
    const worker = await startWorker(untilStopped, { drainMs: 50 });
    const ticket = makeTicket({ attempt: 2, redeliveries: 3 });
    await sendTicket(orchestrator.broker, ticket);
    await orchestrator.answer('task.started', ticket.task, 2);
    await worker.stop();
    await expect(orchestrator.broker.queueDepth(QUEUE)).resolves.toEqual({
      ready: 1,
      consumers: 0,
    });
    await startWorker(() => Promise.resolve(PROBE));
    await orchestrator.answer('task.succeeded', ticket.task, 2);
    expect(orchestrator.historyOf(ticket.task)).toEqual(['task.started', 'task.started', 'task.succeeded']);
  });
});

describe('a drain without an answer of the broker', () => {
  it('ends in time all the same, and leaves no scratch folder', async () => {
    const line = new CuttableLine(new URL(vhost.url));
    await line.lay();
    const worker = await new TestWorker(line.url, untilStopped, { drainMs: 0 }).start();
    const ticket = makeTicket();
    await sendTicket(orchestrator.broker, ticket);
    await orchestrator.answer('task.started', ticket.task);
    line.silence();
    const began = performance.now();
    await worker.stop();
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(readdirSync(worker.scratchDir)).toEqual([]);
    await line.cut();
    await startWorker(() => Promise.resolve(PROBE));
    await orchestrator.answer('task.succeeded', ticket.task);
  });
});

describe('after a lost connection', () => {
  it('subscribes again, answers what it went on with, and runs nothing twice', async () => {
    const result = deferred<Probe>();
    let calls = 0;
    const worker = await startWorker(() => {
      calls += 1;
      return result.promise;
    });
    const ticket = makeTicket();
    await sendTicket(orchestrator.broker, ticket);
    const { boot } = await orchestrator.answer('task.started', ticket.task);
    const hellos = (): number =>
      orchestrator.answers.items.filter((answer) => answer.type === 'worker.started' && answer.boot === boot)
        .length;

    expect(await vhost.closeConnections()).toBe(4);
    await until(() => hellos() === 2);
    result.resolve(PROBE);
    await orchestrator.answer('task.succeeded', ticket.task);
    // The second delivery was adopted and acked: nothing is left, nothing was bounced.
    await until(async () => (await orchestrator.broker.queueDepth(QUEUE)).ready === 0);
    await worker.stop();
    await expect(orchestrator.broker.queueDepth(QUEUE)).resolves.toEqual({
      ready: 0,
      consumers: 0,
    });
    await expect(orchestrator.broker.queueDepth('reelmill.retry.1s')).resolves.toMatchObject({ ready: 0 });
    expect(calls).toBe(1);
  });

  it('puts a ticket that was handed out before on the first rung and counts it', async () => {
    const worker = await startWorker(untilStopped, { drainMs: 0 });
    const ticket = makeTicket();
    await sendTicket(orchestrator.broker, ticket);
    await orchestrator.answer('task.started', ticket.task);
    // As if the process was gone: the connections end and nobody comes back for the ticket.
    await worker.broker.close();
    await startWorker(() => Promise.resolve(PROBE));
    await until(async () => (await orchestrator.broker.queueDepth('reelmill.retry.1s')).ready === 1);
    await orchestrator.answer('task.succeeded', ticket.task);
  });
});

describe('the start of a worker', () => {
  it('is refused without a handler, naming the command', async () => {
    @Module({})
    class EmptyModule {}
    const worker = new TestWorker(vhost.url, untilStopped);
    workers.push(worker);
    await expect(worker.start(EmptyModule)).rejects.toThrow('No handler for media.analyze');
    await worker.broker.close();
  });

  it('is refused without an engine, naming the command', async () => {
    const worker = new TestWorker(vhost.url, untilStopped, { engines: {} });
    await expect(worker.start()).rejects.toThrow('No engine for media.analyze');
    await worker.broker.close();
  });

  it('is refused with two handlers for one command', async () => {
    @Module({ imports: [analyzerModule(untilStopped), analyzerModule(untilStopped)] })
    class DoubleModule {}
    const worker = new TestWorker(vhost.url, untilStopped);
    await expect(worker.start(DoubleModule)).rejects.toThrow('Two handlers for media.analyze');
    await worker.broker.close();
  });
});

it('sends priority as AMQP priority, so that the higher ones are taken first', async () => {
  const begun: number[] = [];
  const result = deferred<Probe>();
  const tickets = [1, 9, 5, 7].map((priority) => makeTicket({ priority }));
  for (const ticket of tickets) await sendTicket(orchestrator.broker, ticket);
  await startWorker((_payload, task) => {
    begun.push(tickets.find((ticket) => ticket.task === task.task)!.priority);
    return result.promise;
  });
  await until(() => begun.length === 2);
  expect(begun.sort()).toEqual([7, 9]);
  result.resolve(PROBE);
  await Promise.all(tickets.map(({ task }) => orchestrator.answer('task.succeeded', task)));
});

it('takes nothing into its spare slot while another worker has a slot for it', async () => {
  const beats = new Inbox<Beat>();
  const consumer = consumeBeats(orchestrator.broker, (beat) => beats.add(beat));
  const results = new Map<string, ReturnType<typeof deferred<Probe>>>();
  const begun: { worker: number; task: string }[] = [];
  for (const worker of [0, 1]) {
    const { transport } = await startWorker((_payload, { task }) => {
      begun.push({ worker, task });
      results.set(task, deferred<Probe>());
      return results.get(task)!.promise;
    });
    await until(() => transport.attached);
  }
  const send = async (): Promise<void> => {
    const before = begun.length;
    await sendTicket(orchestrator.broker, makeTicket());
    await until(() => begun.length > before);
  };
  await send();
  await send();
  expect(begun.map(({ worker }) => worker).sort()).toEqual([0, 1]);
  for (let turn = 2; turn < 4; turn++) {
    const { worker, task } = begun[turn - 1]!;
    results.get(task)!.resolve(PROBE);
    const { boot } = await orchestrator.answer('task.succeeded', task);
    // Its ticket is acked before it leaves the beats.
    const said = beats.items.length;
    await until(() => beats.items.slice(said).some((beat) => beat.boot === boot && beat.tasks.length === 0));
    await send();
    expect(begun[turn]).toMatchObject({ worker });
  }
  // Both are busy: the spare slots are for this.
  await send();
  await send();
  for (const { resolve } of results.values()) resolve(PROBE);
  await Promise.all(begun.map(({ task }) => orchestrator.answer('task.succeeded', task)));
  await consumer.stop();
});

it('rejects a ticket that no queue takes', async () => {
  const message = {
    exchange: 'reelmill.tasks',
    key: 'media.sing',
    type: 'media.sing',
    bytes: Buffer.from('{}'),
  };
  await expect(orchestrator.broker.publish(message)).rejects.toMatchObject({ problem: 'returned' });
});
