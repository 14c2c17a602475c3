import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Control } from '@reelmill/contracts';
import { Broker, sendControl } from '@reelmill/messaging';
import { LOGGER, type Logger } from '@reelmill/observability';
import { JobCanceller } from '../cancel-jobs/job-canceller';
import { TaskDispatcher } from '../dispatch-tasks/task-dispatcher';
import { JobPlanner } from '../plan-jobs/job-planner';
import { Reconciler } from '../reconcile/reconciler';

/** A wake-up is a hint; a round each second is the rule. */
const SWEEP_MS = 1_000;

/**
 * What the orchestrator does over and over: cancel, plan, dispatch, and each second look for what was lost. One round
 * at a time; what asks for a round during one gets the next.
 */
@Injectable()
export class Rounds implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private wanted = false;
  private sweepDue = false;

  constructor(
    private readonly canceller: JobCanceller,
    private readonly planner: JobPlanner,
    private readonly dispatcher: TaskDispatcher,
    private readonly reconciler: Reconciler,
    private readonly broker: Broker,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sweepDue = true;
      this.request();
    }, SWEEP_MS);
  }

  async onModuleDestroy(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    await this.running;
  }

  /** Asks for a round now. */
  request(): void {
    this.wanted = true;
    this.running ??= this.run().finally(() => {
      this.running = null;
      if (this.wanted && this.timer) this.request();
    });
  }

  /** Tells workers; what is lost on the way costs work, not correctness. */
  tell(controls: readonly Control[]): void {
    for (const control of controls) sendControl(this.broker, control);
  }

  private async run(): Promise<void> {
    while (this.wanted) {
      this.wanted = false;
      try {
        await this.round();
      } catch (error) {
        this.logger.error({ err: error }, 'a round failed; the next sweep tries again');
        this.wanted = false;
      }
    }
  }

  private async round(): Promise<void> {
    if (this.sweepDue) {
      this.sweepDue = false;
      this.tell(await this.reconciler.reconcile());
    }
    this.tell(await this.canceller.cancel());
    const { more, controls } = await this.planner.plan();
    this.tell(controls);
    const moved = await this.dispatcher.dispatch();
    if (more || moved > 0) this.wanted = true;
  }
}
