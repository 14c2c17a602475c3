import type { Answer } from '@reelmill/contracts';
import { Broker, TOPOLOGY, sendAnswer } from '@reelmill/messaging';
import { HealthChecks, createLogger } from '@reelmill/observability';
import { CuttableLine, createVhost, until, type BrokerNamespace } from '@reelmill/testing';
import type { DataSource } from 'typeorm';
import { about, addJob, addTask, openTestDatabase, taskOf } from '../../test/records';
import { Told } from '../../test/told';
import { waitingForLock } from '../../test/waiting-for-lock';
import { DeadLetters } from '../dead-letters/dead-letters';
import { Fence } from '../fence/fence';
import { AnswerBatch } from '../handle-answers/answer-batch';
import type { Rounds } from '../rounds/rounds';
import { Beats } from '../watch-workers/beats';
import { Inbox } from './inbox';

const logger = createLogger({ service: 'test', level: 'silent' });

describe('Inbox', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  let vhost: BrokerNamespace;
  let line: CuttableLine;

  beforeAll(async () => {
    ({ source, close } = await openTestDatabase());
    vhost = await createVhost({ queues: TOPOLOGY.queues.map(({ name }) => name) });
    line = new CuttableLine(new URL(vhost.url));
    await line.lay();
  });
  afterAll(async () => {
    await line.cut();
    await vhost.remove();
    await close();
  });

  function inboxOf(broker: Broker, fence: Fence): { inbox: Inbox; hears: () => boolean } {
    const answers = new AnswerBatch(source);
    const rounds = { tell: new Told().tell, request: () => undefined } as unknown as Rounds;
    const letters = new DeadLetters(source, answers);
    const checks = new HealthChecks();
    const beats = new Beats(source);
    const inbox = new Inbox(answers, beats, letters, rounds, fence, broker, checks, source, logger);
    const hears = (): boolean => {
      try {
        for (const each of checks.all()) void each.check();
        return true;
      } catch {
        return false;
      }
    };
    return { inbox, hears };
  }

  it('writes nothing that it lost with its connection while it took over', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'dispatched', ticket: 1 });
    const started: Answer = { ...about(job, task), type: 'task.started' };
    const broker = new Broker({ url: line.url, name: 'test', logger });
    const fence = new Fence(source);
    await fence.untilWritable();
    const { inbox, hears } = inboxOf(broker, fence);
    inbox.start();
    await broker.untilPublishable(AbortSignal.timeout(30_000));
    await until(hears);
    const other = source.createQueryRunner();
    await other.startTransaction();
    await other.query('UPDATE fences SET number = number + 1');
    await sendAnswer(broker, started);
    await waitingForLock(source);
    await line.cut();
    await until(() => !hears());
    await other.commitTransaction();
    await other.release();
    // It ends what it has in hand.
    await inbox.onModuleDestroy();
    expect(await taskOf(source, task)).toMatchObject({ state: 'dispatched' });
    await broker.close();
  });
});
