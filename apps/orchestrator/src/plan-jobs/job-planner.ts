import { Inject, Injectable, Optional, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LOGGER, type Logger } from '@reelmill/observability';
import { isLasting } from '@reelmill/persistence';
import type { Decision } from '@reelmill/workflow';
import { DataSource } from 'typeorm';
import { inTransaction } from '../job-records/in-transaction';
import type { Tell } from '../rounds/tell';
import { actOnDecision, type Acted } from './act-on-decision';
import { admitJobs } from './admit-jobs';
import { COMPILING_CHILD, Compiler, type Compiled } from './compiler';
import { currentBuilds } from './engines';
import {
  MAX_PLAN_ATTEMPTS,
  beginTry,
  delayTry,
  endInVain,
  loadTasks,
  lockTried,
  type PlanTry,
} from './plan-tries';
import { DEFECT, spent } from './unplanned';

/** Jobs looked at in one round; the next follows at once when there are more. */
const JOBS_A_ROUND = 20;
/** A round ends after a job that took longer, so that who comes next is chosen anew. */
const LONG_MS = 500;
/** A claim lasts the limit of a plan and this: for loading it and for the lock of its row, which protects the rest. */
const CLAIM_MARGIN_SECONDS = 15;

export interface PlannerSettings {
  /** Program of the compiling child. */
  childFile: string;
  /** What a job may take that was never tried in vain: by no more does it hold up its neighbours. */
  firstTryMs: number;
  /** What a job may take that was put off, in a child of its own beside the other. */
  limitMs: number;
  /** Resident memory of a child. */
  memoryMiB: number;
}

export const PLANNER_SETTINGS = Symbol('PLANNER_SETTINGS');
export const DEFAULT_SETTINGS: PlannerSettings = {
  childFile: COMPILING_CHILD,
  firstTryMs: 3_000,
  limitMs: 30_000,
  memoryMiB: 1024,
};

export interface PlanRound {
  /** Jobs that were looked at. */
  jobs: number;
  /** There may be more to plan now. */
  more: boolean;
}

interface Lane {
  /** Takes jobs whose last try came to nothing, and no others. */
  tried: boolean;
  limitMs: number;
  compiler: Compiler;
}

/** Turns jobs that want planning into tasks, or into their end. */
@Injectable()
export class JobPlanner implements OnApplicationBootstrap {
  private readonly first: Lane;
  private readonly apart: Lane;
  /** Tries whose delay could not be written yet, because the database was away. */
  private readonly undelayed = new Set<PlanTry>();

  constructor(
    @InjectDataSource() private readonly source: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
    @Optional() @Inject(PLANNER_SETTINGS) settings: PlannerSettings = DEFAULT_SETTINGS,
  ) {
    const { childFile: file, memoryMiB, firstTryMs, limitMs } = settings;
    const lane = (tried: boolean, limit: number): Lane => ({
      tried,
      limitMs: limit,
      compiler: new Compiler({ file, limitMs: limit, memoryMiB, logger }),
    });
    this.first = lane(false, firstTryMs);
    this.apart = lane(true, limitMs);
  }

  /** The first job does not wait for the child to start. */
  onApplicationBootstrap(): void {
    this.first.compiler
      .warm()
      .catch((error: unknown) => this.logger.warn({ err: error }, 'no compiling child yet'));
  }

  /** Plans jobs that were not tried in vain. Workers are told of those that failed. */
  plan(tell: Tell): Promise<PlanRound> {
    return this.round(this.first, tell);
  }

  /** Plans jobs that were, in a child of their own; runs beside {@link plan}. */
  async planTried(tell: Tell): Promise<PlanRound> {
    const round = await this.round(this.apart, tell);
    if (!round.more) await this.apart.compiler.rest();
    return round;
  }

  /** Ends what is being compiled; such a try does not count. */
  async stop(): Promise<void> {
    await Promise.all([this.first.compiler.close(), this.apart.compiler.close()]);
  }

  private async round(lane: Lane, tell: Tell): Promise<PlanRound> {
    for (const tried of this.undelayed) await this.delay(tried);
    const ids = await admitJobs(this.source.manager, { tried: lane.tried, limit: JOBS_A_ROUND });
    const round: PlanRound = { jobs: ids.length, more: ids.length === JOBS_A_ROUND };
    for (const id of ids) {
      // Before the claim: a child that can't be started is not held against a job.
      await lane.compiler.warm();
      const began = performance.now();
      const outcome = await this.planJob(id, lane);
      round.more ||= outcome === 'again';
      if (outcome === 'failed') tell([{ type: 'cancel', job: id }]);
      if (performance.now() - began > LONG_MS) return { ...round, more: true };
    }
    return round;
  }

  private async planJob(id: string, lane: Lane): Promise<Acted> {
    const tried = await beginTry(this.source.manager, id, lane.limitMs / 1000 + CLAIM_MARGIN_SECONDS);
    if (tried === null) return 'settled';
    try {
      return await this.settle(tried, await this.compile(tried, lane));
    } catch (error) {
      return this.cannotPlan(tried, error);
    }
  }

  /** Holds no lock, since compiling a long video takes a while. */
  private async compile(tried: PlanTry, { compiler }: Lane): Promise<Compiled> {
    // All tries ended with the process that made them.
    if (tried.attempt > MAX_PLAN_ATTEMPTS) return { ended: 'plan_crashed' };
    const tasks = await loadTasks(this.source.manager, tried.job.id);
    const builds = await currentBuilds(this.source.manager);
    return compiler.compile({ job: { ...tried.job, tasks }, builds });
  }

  private async settle(tried: PlanTry, compiled: Compiled): Promise<Acted> {
    if ('decision' in compiled) return this.act(tried, compiled.decision);
    if ('threw' in compiled) throw new TypeError(compiled.threw);
    if (compiled.ended === 'stopped') {
      await this.delay(tried);
      return 'settled';
    }
    if (tried.attempt >= MAX_PLAN_ATTEMPTS) return this.act(tried, spent(compiled.ended));
    await endInVain(this.source.manager, tried);
    return 'settled';
  }

  private act(tried: PlanTry, decision: Decision): Promise<Acted> {
    return inTransaction(this.source, async (manager) => {
      const locked = await lockTried(manager, tried);
      if (locked === null) return 'settled';
      return actOnDecision(manager, { ...tried, decision, current: locked.requests === tried.job.requests });
    });
  }

  /** What can't be planned fails alone: a lasting error ends its job, one that passes is tried again later. */
  private async cannotPlan(tried: PlanTry, error: unknown): Promise<Acted> {
    this.logger.error({ err: error, job: tried.job.id }, 'a job could not be planned');
    if (isLasting(error)) return this.act(tried, DEFECT);
    await this.delay(tried);
    return 'settled';
  }

  private async delay(tried: PlanTry): Promise<void> {
    this.undelayed.add(tried);
    await delayTry(this.source.manager, tried);
    this.undelayed.delete(tried);
  }
}
