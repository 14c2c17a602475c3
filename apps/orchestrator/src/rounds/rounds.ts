import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Broker, sendControl } from '@reelmill/messaging';
import { HealthChecks, LOGGER, type Logger } from '@reelmill/observability';
import { JobCanceller } from '../cancel-jobs/job-canceller';
import { TaskDispatcher } from '../dispatch-tasks/task-dispatcher';
import { JobPlanner, type PlanRound } from '../plan-jobs/job-planner';
import { Reconciler } from '../reconcile/reconciler';
import { EventRelay } from '../relay-events/event-relay';
import { TaskGauges } from '../task-gauges/task-gauges';
import { Loop } from './loop';
import type { Tell } from './tell';

/** A wake-up is a hint; a round each second is the rule. */
const SWEEP_MS = 1_000;
const GAUGES_MS = 5_000;

/**
 * What the orchestrator does over and over, each thing in a loop of its own, so that none waits for another: a broker that
 * confirms nothing holds up no cancel, and a plan that takes long no dispatch. Answers are taken by the inbox.
 */
@Injectable()
export class Rounds implements OnModuleDestroy {
  private readonly loops: Loop[] = [];
  private readonly woken: Loop[];
  private readonly dispatch: Loop;
  private readonly events: Loop;

  constructor(
    canceller: JobCanceller,
    private readonly planner: JobPlanner,
    dispatcher: TaskDispatcher,
    reconciler: Reconciler,
    relay: EventRelay,
    gauges: TaskGauges,
    private readonly broker: Broker,
    private readonly checks: HealthChecks,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    // Confirms take up to 35 s, declaring a queue anew 20 s, statements and the start of a compiling child up to 30 s, a
    // plan apart another 30 s.
    const cancels = this.loop('cancels', 30, () =>
      canceller.cancel((controls) => {
        this.tell(controls);
        this.events.wake();
      }),
    );
    const planning = this.loop('planning', 60, async () => this.planned(await planner.plan(this.tell)));
    this.loop('planning_apart', 90, async () => this.planned(await planner.planTried(this.tell)));
    this.dispatch = this.loop('dispatch', 60, async () => (await dispatcher.dispatch(this.tell)) > 0);
    this.events = this.loop('events', 60, () => relay.relay());
    this.loop('reconciling', 60, async () => {
      await reconciler.reconcile(this.tell);
      return false;
    });
    this.loop('gauges', 60, () => gauges.measure(), GAUGES_MS);
    this.woken = [cancels, planning, this.dispatch, this.events];
  }

  start(): void {
    for (const loop of this.loops) {
      this.checks.add({ name: `loop_${loop.name}`, required: true, check: loop.check });
      loop.start();
    }
  }

  async onModuleDestroy(): Promise<void> {
    const stopped = this.loops.map((loop) => loop.stop());
    await this.planner.stop();
    await Promise.all(stopped);
  }

  /** Asks for rounds now: something has changed in the database. */
  request(): void {
    for (const loop of this.woken) loop.wake();
  }

  /** Tells workers; what is lost on the way costs work, not correctness. */
  readonly tell: Tell = (controls) => {
    for (const control of controls) sendControl(this.broker, control);
  };

  private planned({ jobs, more }: PlanRound): boolean {
    if (jobs > 0) for (const loop of [this.dispatch, this.events]) loop.wake();
    return more;
  }

  private loop(
    name: string,
    deadlineSeconds: number,
    run: () => Promise<boolean>,
    intervalMs = SWEEP_MS,
  ): Loop {
    const loop = new Loop({ name, run, intervalMs, deadlineMs: deadlineSeconds * 1000, logger: this.logger });
    this.loops.push(loop);
    return loop;
  }
}
