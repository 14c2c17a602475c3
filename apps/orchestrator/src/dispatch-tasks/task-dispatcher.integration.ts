import { workQueue, type Ticket } from '@reelmill/contracts';
import {
  Broker,
  PublishError,
  TOPOLOGY,
  buildTopologyOf,
  type OutgoingMessage,
  type PublishProblem,
} from '@reelmill/messaging';
import { createLogger } from '@reelmill/observability';
import { JobEntity } from '@reelmill/persistence';
import { createVhost, until } from '@reelmill/testing';
import type { DataSource } from 'typeorm';
import { addJob, addTask, BUILD, openTestDatabase, renderer, taskOf } from '../../test/records';
import { Told } from '../../test/told';
import { recordWorkers } from '../watch-workers/record-workers';
import { TaskDispatcher } from './task-dispatcher';

/** Takes what `problem` does not name; the database is a real one. */
class RefusingBroker {
  readonly connected = true;
  readonly blocked = false;
  readonly tried: string[] = [];
  readonly declared: unknown[] = [];
  problem: (ticket: Ticket) => PublishProblem | null = () => null;

  publish({ bytes }: OutgoingMessage): Promise<void> {
    const ticket = JSON.parse(bytes.toString()) as Ticket;
    this.tried.push(ticket.task);
    const problem = this.problem(ticket);
    return problem === null ? Promise.resolve() : Promise.reject(new PublishError(problem, 'a ticket'));
  }

  declare(topology: unknown): Promise<void> {
    this.declared.push(topology);
    return Promise.resolve();
  }
}

const logger = createLogger({ service: 'test', level: 'silent' });

describe('TaskDispatcher', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  let broker: RefusingBroker;
  let dispatcher: TaskDispatcher;
  let told: Told;
  let job: string;
  const dispatch = () => dispatcher.dispatch(told.tell);

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  beforeEach(async () => {
    await source.query('TRUNCATE jobs, tasks, workers');
    broker = new RefusingBroker();
    told = new Told();
    dispatcher = new TaskDispatcher(source, broker as unknown as Broker, logger);
    job = await addJob(source);
  });
  afterAll(() => close());

  it('sends no more than the window of the living slots of a build', async () => {
    await recordWorkers(source.manager, [renderer({ slots: 3 })]);
    for (let count = 0; count < 9; count++) await addTask(source, await addJob(source), { build: BUILD });
    expect(await dispatch()).toBe(6);
    expect(await dispatch()).toBe(0);
  });

  it('leaves one slot of each worker to other jobs', async () => {
    await recordWorkers(source.manager, [renderer({ slots: 3 }), renderer({ slots: 4 })]);
    for (let count = 0; count < 9; count++) await addTask(source, job, { build: BUILD });
    expect(await dispatch()).toBe(5);
    await addTask(source, await addJob(source), { build: BUILD });
    expect(await dispatch()).toBe(1);
    expect(await dispatch()).toBe(0);
  });

  it('gives one job a quarter of the slots for downloads', async () => {
    await recordWorkers(source.manager, [renderer({ service: 'storage', engines: {}, slots: 16 })]);
    const download = { command: 'asset.ingest', queue: 'storage.tasks' };
    for (let count = 0; count < 9; count++) await addTask(source, job, { ...download, name: `${count}` });
    expect(await dispatch()).toBe(4);
    await addTask(source, await addJob(source), download);
    expect(await dispatch()).toBe(1);
    expect(await dispatch()).toBe(0);
  });

  it('sends nothing for a build without a living worker', async () => {
    await recordWorkers(source.manager, [renderer({ build: 'bbbbbbbbbbbbbbbb' })]);
    await addTask(source, job, { build: BUILD });
    expect(await dispatch()).toBe(0);
    expect(broker.tried).toEqual([]);
  });

  it('tries tickets that come back once a round, declares their queue once for all of them, and rests', async () => {
    await recordWorkers(source.manager, [renderer({ slots: 4 })]);
    const tasks: string[] = [];
    for (let count = 0; count < 3; count++) tasks.push(await addTask(source, job, { build: BUILD }));
    broker.problem = () => 'returned';
    expect(await dispatch()).toBe(0);
    for (const task of tasks) expect(await taskOf(source, task)).toMatchObject({ state: 'ready', ticket: 1 });
    expect([...broker.tried].sort()).toEqual([...tasks].sort());
    expect(broker.declared).toEqual([buildTopologyOf('renderer', BUILD)]);
    expect(await dispatch()).toBe(0);
    expect(broker.tried).toHaveLength(3);
  });

  it('declares the queue of a pool that is gone, and only that, also when another problem came first', async () => {
    await recordWorkers(source.manager, [renderer({ service: 'storage', engines: {}, slots: 8 })]);
    const lost = { command: 'asset.ingest', queue: 'storage.tasks' };
    const first = await addTask(source, job, { ...lost, name: 'first', priority: 9 });
    await addTask(source, job, { ...lost, name: 'second' });
    broker.problem = ({ task }) => (task === first ? 'refused' : 'returned');
    expect(await dispatch()).toBe(0);
    expect(broker.declared).toEqual([
      {
        exchanges: [],
        queues: TOPOLOGY.queues.filter(({ name }) => name === 'storage.tasks'),
        bindings: TOPOLOGY.bindings.filter(({ queue }) => queue === 'storage.tasks'),
      },
    ]);
    expect(broker.declared).toMatchObject([{ queues: [{ name: 'storage.tasks' }] }]);
  });

  it('declares nothing where the broker refused for another reason', async () => {
    await recordWorkers(source.manager, [renderer()]);
    await addTask(source, job, { build: BUILD });
    broker.problem = () => 'unconfirmed';
    expect(await dispatch()).toBe(0);
    expect(broker.declared).toEqual([]);
  });

  it('has a deleted queue back on a real broker, where its tickets wait for a worker', async () => {
    const queues = TOPOLOGY.queues.map(({ name }) => name);
    const vhost = await createVhost({ queues });
    const real = new Broker({ url: vhost.url, name: 'test', logger });
    try {
      await real.untilPublishable(AbortSignal.timeout(30_000));
      const sender = new TaskDispatcher(source, real, logger);
      await recordWorkers(source.manager, [renderer()]);
      const task = await addTask(source, job, { build: BUILD });
      expect(await sender.dispatch(told.tell)).toBe(0);
      await until(async () => (await sender.dispatch(told.tell)) === 1);
      expect(await taskOf(source, task)).toMatchObject({ state: 'dispatched', ticket: 2 });
      const depth = real.queueDepth(workQueue('renderer.tasks', BUILD));
      await expect(depth).resolves.toEqual({ ready: 1, consumers: 0 });
    } finally {
      await real.close();
      await vhost.remove();
    }
  });

  it('fails the job of a ticket that is larger than a message may be, tells its workers, and sends the others', async () => {
    await recordWorkers(source.manager, [renderer()]);
    const large = await addTask(source, job, { build: BUILD, name: 'assemble' });
    const sound = await addTask(source, await addJob(source), { build: BUILD });
    broker.problem = ({ task }) => (task === large ? 'too_large' : null);
    expect(await dispatch()).toBe(1);
    expect(await source.getRepository(JobEntity).findOneByOrFail({ id: job })).toMatchObject({
      status: 'failed',
      error: { code: 'spec_impossible', task: 'assemble' },
    });
    expect(told.controls).toEqual([{ type: 'cancel', job }]);
    expect(await taskOf(source, sound)).toMatchObject({ state: 'dispatched' });
  });
});
