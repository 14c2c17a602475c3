import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { TASK_QUEUES, type Control } from '@reelmill/contracts';
import { Broker } from '@reelmill/messaging';
import { LOGGER, crashesTotal, type Logger } from '@reelmill/observability';
import { DataSource, type EntityManager } from 'typeorm';
import { endJob } from '../job-records/end-job';
import { inTransaction } from '../job-records/in-transaction';
import { observeEnd } from '../job-records/observe-end';
import { rows } from '../job-records/rows';
import { MAX_CRASHES, reissueLost, reissueOverdue, settleGoneWorkers, type CrashedTask } from './reissue';

/** Silence means nothing until beats could be heard for this long. */
const HEARING_MS = 15_000;
/** Between two rounds at most, else silence meanwhile means nothing either. */
const GAP_MS = 5_000;
/** A queue is looked at no oftener, since it costs a channel. */
const LOOK_MS = 5_000;

/** Finds what was lost with a worker, a ticket or the broker, and sets it going again. */
@Injectable()
export class Reconciler {
  private hearingSince: number | null = null;
  private reconciledAt = 0;
  private lookedAt = 0;
  private readonly emptySince = new Map<string, Date>();

  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly broker: Broker,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Returns what workers must be told. Clocks of workers stand still while there is no broker to hear them by. */
  async reconcile(): Promise<Control[]> {
    if (!this.broker.connected || this.broker.blocked) {
      this.deafen();
      return [];
    }
    // Whatever kept this process from its rounds kept it from noting beats too: the database, or its own load.
    if (Date.now() - this.reconciledAt > GAP_MS) this.deafen();
    this.hearingSince ??= Date.now();
    await inTransaction(this.source, reissueOverdue);
    await this.lookForLostTickets();
    this.reconciledAt = Date.now();
    if (Date.now() - this.hearingSince < HEARING_MS) return [];
    const crashed = await inTransaction(this.source, settleGoneWorkers);
    for (const { command, name, crashes } of crashed) {
      crashesTotal.inc({ command });
      this.logger.warn({ task: name, crashes }, 'a worker vanished while it held the task');
    }
    return this.giveUp(crashed.filter(({ crashes }) => crashes >= MAX_CRASHES));
  }

  private deafen(): void {
    this.hearingSince = null;
    this.emptySince.clear();
  }

  private async lookForLostTickets(): Promise<void> {
    if (Date.now() - this.lookedAt < LOOK_MS) return;
    this.lookedAt = Date.now();
    for (const queue of TASK_QUEUES) {
      const [clock] = await rows<{ now: Date }>(this.source.manager, 'SELECT now() AS now');
      const { ready } = await this.broker.queueDepth(queue);
      const emptySince = this.emptySince.get(queue);
      if (ready > 0) this.emptySince.delete(queue);
      else if (emptySince === undefined) this.emptySince.set(queue, clock!.now);
      else {
        await reissueLost(this.source.manager, queue, emptySince);
        this.emptySince.set(queue, clock!.now);
      }
    }
  }

  private async giveUp(tasks: readonly CrashedTask[]): Promise<Control[]> {
    const ended: Control[] = [];
    for (const task of tasks) {
      if (await inTransaction(this.source, (manager) => failCrashed(manager, task))) {
        ended.push({ type: 'cancel', job: task.jobId });
      }
    }
    return ended;
  }
}

async function failCrashed(manager: EntityManager, task: CrashedTask): Promise<boolean> {
  await manager.query('SELECT 1 FROM jobs WHERE id = $1 FOR UPDATE', [task.jobId]);
  const failure = {
    code: 'crashed',
    message: `${task.crashes} workers vanished while they held this task; it may need more memory than they have.`,
    retryable: false,
  };
  const failed = await rows(
    manager,
    `WITH failed AS (
       UPDATE tasks SET state = 'failed', failure = $2, finished_at = now()
       WHERE id = $1 AND state NOT IN ('succeeded', 'failed', 'cancelled') RETURNING 1
     ) SELECT 1 FROM failed`,
    [task.id, JSON.stringify(failure)],
  );
  if (failed.length === 0) return false;
  const error = { code: failure.code, message: failure.message, task: task.name };
  const ended = await endJob(manager, task.jobId, { status: 'failed', error });
  if (ended) await observeEnd(manager, task.jobId);
  return ended;
}
