import type { Ticket } from '@reelmill/contracts';
import { PublishError, type Broker, type OutgoingMessage, type PublishProblem } from '@reelmill/messaging';
import { createLogger } from '@reelmill/observability';
import { JobEntity } from '@reelmill/persistence';
import type { DataSource } from 'typeorm';
import { addJob, addTask, BUILD, openTestDatabase, renderer, taskOf } from '../../test/records';
import { recordWorkers } from '../watch-workers/record-workers';
import { TaskDispatcher } from './task-dispatcher';

/** Takes what `problem` does not name; the database is a real one. */
class RefusingBroker {
  readonly connected = true;
  readonly blocked = false;
  readonly tried: string[] = [];
  declared = 0;
  reasserted = 0;
  problem: (ticket: Ticket) => PublishProblem | null = () => null;

  publish({ bytes }: OutgoingMessage): Promise<void> {
    const ticket = JSON.parse(bytes.toString()) as Ticket;
    this.tried.push(ticket.task);
    const problem = this.problem(ticket);
    return problem === null ? Promise.resolve() : Promise.reject(new PublishError(problem, 'a ticket'));
  }

  declare(): Promise<void> {
    this.declared++;
    return Promise.resolve();
  }

  reassertTopology(): Promise<void> {
    this.reasserted++;
    return Promise.resolve();
  }
}

describe('TaskDispatcher', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  let broker: RefusingBroker;
  let dispatcher: TaskDispatcher;
  let job: string;

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  beforeEach(async () => {
    await source.query('TRUNCATE jobs, tasks, workers');
    broker = new RefusingBroker();
    const logger = createLogger({ service: 'test', level: 'silent' });
    dispatcher = new TaskDispatcher(source, broker as unknown as Broker, logger);
    job = await addJob(source);
  });
  afterAll(() => close());

  it('sends no more than the window of the living slots of a build', async () => {
    await recordWorkers(source.manager, [renderer({ slots: 3 })]);
    for (let count = 0; count < 9; count++) await addTask(source, job, { build: BUILD });
    expect(await dispatcher.dispatch()).toBe(6);
    expect(await dispatcher.dispatch()).toBe(0);
  });

  it('sends nothing for a build without a living worker', async () => {
    await recordWorkers(source.manager, [renderer({ build: 'bbbbbbbbbbbbbbbb' })]);
    await addTask(source, job, { build: BUILD });
    expect(await dispatcher.dispatch()).toBe(0);
    expect(broker.tried).toEqual([]);
  });

  it('does not count tickets as moved that were not taken, declares the topology again and rests', async () => {
    await recordWorkers(source.manager, [renderer()]);
    const task = await addTask(source, job, { build: BUILD });
    broker.problem = () => 'returned';
    expect(await dispatcher.dispatch()).toBe(0);
    expect(await taskOf(source, task)).toMatchObject({ state: 'ready', ticket: 1 });
    expect(broker).toMatchObject({ tried: [task, task], declared: 1, reasserted: 1 });
    expect(await dispatcher.dispatch()).toBe(0);
    expect(broker.tried).toHaveLength(2);
  });

  it('fails the job of a ticket that is larger than a message may be, and sends the others', async () => {
    await recordWorkers(source.manager, [renderer()]);
    const large = await addTask(source, job, { build: BUILD, name: 'assemble' });
    const sound = await addTask(source, await addJob(source), { build: BUILD });
    broker.problem = ({ task }) => (task === large ? 'too_large' : null);
    expect(await dispatcher.dispatch()).toBe(1);
    expect(await source.getRepository(JobEntity).findOneByOrFail({ id: job })).toMatchObject({
      status: 'failed',
      error: { code: 'spec_impossible', task: 'assemble' },
    });
    expect(await taskOf(source, sound)).toMatchObject({ state: 'dispatched' });
  });
});
