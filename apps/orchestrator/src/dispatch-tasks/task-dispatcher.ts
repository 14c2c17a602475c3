import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { TASK_QUEUES, type Ticket } from '@reelmill/contracts';
import { Broker, sendTicket } from '@reelmill/messaging';
import { LOGGER, type Logger } from '@reelmill/observability';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '../job-records/in-transaction';
import { rows } from '../job-records/rows';
import { claimTasks } from './claim-tasks';
import { reuseArtifacts } from './reuse-artifacts';

/** Tickets that a queue holds at least, so that one slow look does not leave a worker idle. */
const SMALLEST_WINDOW = 4;

/** Offers ready tasks to workers: a short window per queue, so that the choice of what comes next stays here. */
@Injectable()
export class TaskDispatcher {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly broker: Broker,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** One round over all queues; returns how many tasks moved. Does nothing while the broker takes no messages. */
  async dispatch(): Promise<number> {
    if (!this.broker.connected || this.broker.blocked) return 0;
    const moved = await Promise.all(TASK_QUEUES.map((queue) => this.dispatchQueue(queue)));
    return moved.reduce((sum, count) => sum + count, 0);
  }

  private async dispatchQueue(queue: string): Promise<number> {
    const { reused, tickets } = await inTransaction(this.source, async (manager) => {
      if (!(await lockQueue(manager, queue))) return { reused: 0, tickets: [] };
      const reused = await reuseArtifacts(manager, queue);
      const room = await roomInWindow(manager, queue);
      return { reused, tickets: room > 0 ? await claimTasks(manager, queue, room) : [] };
    });
    if (tickets.length > 0) await this.send(tickets);
    return reused + tickets.length;
  }

  private async send(tickets: readonly Ticket[]): Promise<void> {
    const results = await Promise.allSettled(tickets.map((ticket) => sendTicket(this.broker, ticket)));
    const sent = tickets.filter((_, index) => results[index]!.status === 'fulfilled');
    const unsent = tickets.filter((ticket) => !sent.includes(ticket));
    await this.source.query(
      `UPDATE tasks t SET state = 'dispatched', dispatched_at = now(), claimed_until = NULL
       FROM unnest($1::uuid[], $2::integer[]) AS s (id, ticket)
       WHERE t.id = s.id AND t.ticket = s.ticket AND t.state = 'sending'`,
      [sent.map(({ task }) => task), sent.map(({ ticket }) => ticket)],
    );
    if (unsent.length === 0) return;
    const refused = results.find((result) => result.status === 'rejected');
    this.logger.warn(
      { count: unsent.length, err: refused?.reason as unknown },
      'tickets were not taken; they stay ready',
    );
    await this.source.query(
      `UPDATE tasks t SET state = 'ready', claimed_until = NULL
       FROM unnest($1::uuid[], $2::integer[]) AS u (id, ticket)
       WHERE t.id = u.id AND t.ticket = u.ticket AND t.state = 'sending'`,
      [unsent.map(({ task }) => task), unsent.map(({ ticket }) => ticket)],
    );
  }
}

async function lockQueue(manager: EntityManager, queue: string): Promise<boolean> {
  const [lock] = await rows<{ taken: boolean }>(
    manager,
    `SELECT pg_try_advisory_xact_lock(hashtextextended('dispatch:' || $1, 0)) AS taken`,
    [queue],
  );
  return lock!.taken;
}

async function roomInWindow(manager: EntityManager, queue: string): Promise<number> {
  const [window] = await rows<{ slots: number; held: number }>(
    manager,
    `SELECT
       (SELECT coalesce(sum(slots), 0)::int FROM workers
        WHERE service || '.tasks' = $1 AND stopped_at IS NULL AND gone_at IS NULL) AS slots,
       (SELECT count(*)::int FROM tasks
        WHERE queue = $1 AND state IN ('sending', 'dispatched', 'running')) AS held`,
    [queue],
  );
  return Math.max(SMALLEST_WINDOW, 2 * window!.slots) - window!.held;
}
