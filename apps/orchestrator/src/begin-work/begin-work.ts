import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { HealthChecks, LOGGER, type Logger } from '@reelmill/observability';
import { schemaCheck } from '@reelmill/persistence';
import { DataSource } from 'typeorm';
import { Inbox } from '../inbox/inbox';
import { Rounds } from '../rounds/rounds';

const LOOK_MS = 1_000;

/**
 * Begins to work once the database has the schema of this build. Before, a statement that names what is not there yet would
 * count as a lasting error, which ends jobs; and an orchestrator of the version before may be at work.
 */
@Injectable()
export class BeginWork implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopped = new AbortController();
  private begun: Promise<void> | null = null;
  private lacking: Error | null = new Error('The schema was not looked at yet.');

  constructor(
    private readonly rounds: Rounds,
    private readonly inbox: Inbox,
    private readonly checks: HealthChecks,
    @InjectDataSource() private readonly source: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const schema = schemaCheck(this.source);
    // What was found here, so that it is not ready before it works.
    const check = (): void => {
      if (this.lacking) throw this.lacking;
    };
    this.checks.add({ ...schema, check });
    this.begun = this.begin(async () => schema.check());
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped.abort();
    await this.begun;
  }

  private async begin(look: () => Promise<void>): Promise<void> {
    const { signal } = this.stopped;
    while (!(await this.isThere(look)) && !signal.aborted)
      await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    this.rounds.start();
    this.inbox.start();
    this.lacking = null;
  }

  private async isThere(look: () => Promise<void>): Promise<boolean> {
    try {
      await look();
      return true;
    } catch (error) {
      const found = error as Error;
      if (found.message !== this.lacking?.message) this.logger.warn({ err: found }, 'no work is begun yet');
      this.lacking = found;
      return false;
    }
  }
}
