import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { workQueue, type Ticket } from '@reelmill/contracts';
import { Broker, PublishError, buildTopologyOf, sendTicket, topologyOfQueue } from '@reelmill/messaging';
import { LOGGER, type Logger } from '@reelmill/observability';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '../job-records/in-transaction';
import { tryLock } from '../job-records/only-here';
import { rows } from '../job-records/rows';
import type { Tell } from '../rounds/tell';
import { claimTasks } from '../transitions/claim';
import { markSent, markUnsent } from '../transitions/sent';
import { failUnsendable } from './fail-unsendable';
import { liveRoutes, type LiveRoute } from './live-routes';

/** How long a route rests whose tickets the broker did not take: doubled each time, up to the longest. */
const FIRST_REST_MS = 500;
const LONGEST_REST_MS = 30_000;
/** Tasks that are with the workers or on the way to them, per slot: the next is there when one ends, and no more. */
export const WINDOW_PER_SLOT = 2;

/** Offers ready tasks to workers: a short window per queue, so that the choice of what comes next stays here. */
@Injectable()
export class TaskDispatcher {
  private readonly resting = new Map<string, { until: number; ms: number }>();

  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly broker: Broker,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** One round over all queues; returns how many tickets went out. Does nothing while the broker takes no messages. */
  async dispatch(tell: Tell): Promise<number> {
    if (!this.broker.connected || this.broker.blocked) return 0;
    const routes = await liveRoutes(this.source.manager);
    const moved = await Promise.all(routes.map((route) => this.dispatchRoute(route, tell)));
    return moved.reduce((sum, count) => sum + count, 0);
  }

  private async dispatchRoute(route: LiveRoute, tell: Tell): Promise<number> {
    const name = workQueue(route.queue, route.build);
    if ((this.resting.get(name)?.until ?? 0) > Date.now()) return 0;
    const tickets = await inTransaction(this.source, async (manager) => {
      if (!(await tryLock(manager, `dispatch:${name}`))) return [];
      const room = await roomInWindow(manager, route);
      return room > 0 ? claimTasks(manager, route, room) : [];
    });
    return tickets.length > 0 ? this.send(route, tickets, tell) : 0;
  }

  private async send(route: LiveRoute, tickets: readonly Ticket[], tell: Tell): Promise<number> {
    const name = workQueue(route.queue, route.build);
    const results = await Promise.allSettled(tickets.map((ticket) => sendTicket(this.broker, ticket)));
    const problems = results.map((result) =>
      result.status === 'rejected' ? (result.reason as unknown) : null,
    );
    const sent = tickets.filter((_, index) => problems[index] === null);
    const tooLarge = tickets.filter((_, index) => isProblem(problems[index], 'too_large'));
    const unsent = tickets.filter((ticket) => !sent.includes(ticket) && !tooLarge.includes(ticket));
    await markSent(this.source.manager, sent);
    await markUnsent(this.source.manager, unsent);
    await failUnsendable(this.source, tooLarge, tell);
    if (unsent.length === 0) this.resting.delete(name);
    else this.rest(name, { count: unsent.length, err: problems.find((problem) => problem !== null) });
    if (problems.some((problem) => isProblem(problem, 'returned'))) await this.repair(route);
    return sent.length;
  }

  /** Tickets that were not taken stay ready. */
  private rest(name: string, problem: { count: number; err: unknown }): void {
    this.logger.warn({ ...problem, route: name }, 'tickets were not taken; they stay ready');
    const ms = Math.min(LONGEST_REST_MS, 2 * (this.resting.get(name)?.ms ?? FIRST_REST_MS / 2));
    this.resting.set(name, { until: Date.now() + ms, ms });
  }

  /**
   * The queue was deleted: it is declared as its workers do, it alone and once for all tickets that came back, and they go
   * out after the rest. So a round ends within its deadline: 35 s for confirms, and a few answers of the broker.
   */
  private repair({ service, queue, build }: LiveRoute): Promise<void> {
    return this.broker.declare(build === null ? topologyOfQueue(queue) : buildTopologyOf(service, build));
  }
}

const isProblem = (error: unknown, problem: string): boolean =>
  error instanceof PublishError && error.problem === problem;

/** Index `tasks_issued`: no more than the window is counted. */
async function roomInWindow(manager: EntityManager, { queue, build, slots }: LiveRoute): Promise<number> {
  const [window] = await rows<{ held: number }>(
    manager,
    `SELECT count(*)::int AS held FROM tasks
     WHERE queue = $1 AND (build = $2 OR ($2::text IS NULL AND build IS NULL))
       AND state IN ('sending', 'dispatched', 'running')`,
    [queue, build],
  );
  return WINDOW_PER_SLOT * slots - window!.held;
}
