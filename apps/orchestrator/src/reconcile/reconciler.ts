import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { workQueue, type Control } from '@reelmill/contracts';
import { Broker } from '@reelmill/messaging';
import { LOGGER, crashesTotal, workersGoneTotal, type Logger } from '@reelmill/observability';
import { DataSource } from 'typeorm';
import { liveRoutes } from '../dispatch-tasks/live-routes';
import { AnswerMarks, databaseTime } from '../fence/answer-marks';
import { onlyHere } from '../job-records/only-here';
import type { Tell } from '../rounds/tell';
import { settleGoneWorkers, vanishedByCommand } from '../transitions/gone-workers';
import { issueDue, reissueLost, reissueOld } from '../transitions/lost';
import { expireClaims } from '../transitions/sent';
import { replanDeadBuilds } from './dead-builds';

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
  private replannedAt = 0;
  private readonly emptySince = new Map<string, Date>();

  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly broker: Broker,
    private readonly marks: AnswerMarks,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Clocks of workers stand still while there is no broker to hear them by. */
  async reconcile(tell: Tell): Promise<void> {
    if (!this.broker.connected || this.broker.blocked) return this.deafen();
    // Whatever kept this process from its rounds kept it from noting beats too: the database, or its own load.
    if (Date.now() - this.reconciledAt > GAP_MS) this.deafen();
    this.hearingSince ??= Date.now();
    await onlyHere(this.source, 'overdue', async (manager) => {
      await expireClaims(manager);
      await issueDue(manager);
      await reissueOld(manager);
    });
    this.marks.send();
    await this.lookForLostTickets();
    this.reconciledAt = Date.now();
    if (Date.now() - this.hearingSince < HEARING_MS) return;
    tell(await this.settleGone());
    tell(await this.replan());
  }

  private deafen(): void {
    this.hearingSince = null;
    this.emptySince.clear();
  }

  private async lookForLostTickets(): Promise<void> {
    if (Date.now() - this.lookedAt < LOOK_MS) return;
    this.lookedAt = Date.now();
    for (const route of await liveRoutes(this.source.manager)) {
      const name = workQueue(route.queue, route.build);
      const now = await databaseTime(this.source);
      const { ready } = await this.broker.queueDepth(name);
      const emptySince = this.emptySince.get(name);
      if (ready > 0) this.emptySince.delete(name);
      else if (emptySince === undefined) this.emptySince.set(name, now);
      else {
        await onlyHere(this.source, 'lost', (manager) => reissueLost(manager, route, emptySince));
        this.emptySince.set(name, now);
      }
    }
  }

  private async settleGone(): Promise<Control[]> {
    const settled = await onlyHere(this.source, 'gone', settleGoneWorkers);
    if (settled === null) return [];
    for (const { service, count } of settled.silent) {
      workersGoneTotal.inc({ pool: service }, count);
      this.logger.warn({ worker_service: service, count }, 'workers fell silent without a goodbye');
    }
    for (const { name, crashes } of settled.crashed)
      this.logger.warn({ task: name, crashes }, 'a worker vanished while it held the task');
    for (const [command, count] of vanishedByCommand(settled.crashed)) crashesTotal.inc({ command }, count);
    return cancels(settled.ended);
  }

  private async replan(): Promise<Control[]> {
    if (Date.now() - this.replannedAt < LOOK_MS) return [];
    this.replannedAt = Date.now();
    const ended = await onlyHere(this.source, 'builds', replanDeadBuilds);
    return cancels(ended ?? []);
  }
}

const cancels = (jobs: readonly string[]): Control[] => jobs.map((job) => ({ type: 'cancel', job }));
