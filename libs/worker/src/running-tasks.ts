import { setTimeout as delay } from 'node:timers/promises';
import type { Beat, Control, Ticket } from '@reelmill/contracts';
import { slots as slotsGauge, taskSeconds, type Logger } from '@reelmill/observability';
import type { Presence } from './presence';
import type { Scratch } from './scratch';
import { answer, settle, type Desk } from './settle';
import { SlotGate } from './slot-gate';
import type { Handle, RunEnd, TaskRun } from './task-run';

export interface RunningTasksOptions {
  readonly desk: Desk;
  readonly slots: number;
  readonly presence: Presence;
  readonly scratch: Scratch;
  readonly handle: Handle;
}

/**
 * From this crash on a task runs alone, so that only the culprit is counted. A redelivery counts too: after a quick
 * restart the ticket is here before the orchestrator knows of the crash; a restart of the broker alone gives one.
 */
const SOLO_FROM = 2;

const isSolo = ({ crashes, redeliveries }: Ticket): boolean => crashes + redeliveries >= SOLO_FROM;

/**
 * How long such a task is announced before it runs. Its job may have ended for the workers that it took with it: the
 * cancel that answers the announcement is to be here before it takes one more.
 */
const ANNOUNCED_MS = 2_000;

const nameOf = ({ job, task, ticket }: Ticket): Beat['waiting'][number] => ({ job, task, ticket });

/** The tasks that this worker holds: running in a slot, or waiting for one or for the end of an older run. */
export class RunningTasks {
  private readonly runs = new Map<string, TaskRun>();
  /** Tickets that wait for the end of an older run of their task. */
  private readonly behind = new Set<Ticket>();
  private readonly gate: SlotGate;
  private busy = 0;
  private takesMore = true;

  constructor(private readonly options: RunningTasksOptions) {
    this.gate = new SlotGate(options.slots);
    this.countSlots(0);
  }

  find(task: string): TaskRun | undefined {
    return this.runs.get(task);
  }

  /** The jobs of all tasks that it holds, each once. */
  jobs(): string[] {
    return [...new Set([...this.runs.values()].map(({ ticket }) => ticket.job))];
  }

  /** What the next beat says. */
  held(): Pick<Beat, 'tasks' | 'waiting'> {
    const runs = [...this.runs.values()];
    return {
      tasks: runs
        .filter(({ began }) => began)
        .map(({ ticket, progress }) => ({ ...nameOf(ticket), progress })),
      waiting: [...runs.filter(({ began }) => !began).map(({ ticket }) => ticket), ...this.behind].map(
        nameOf,
      ),
    };
  }

  cancel({ job, task, ticket = Infinity }: Extract<Control, { type: 'cancel' }>): void {
    for (const run of this.runs.values()) {
      const isMeant = task === undefined || (run.ticket.task === task && run.ticket.ticket <= ticket);
      if (run.ticket.job === job && isMeant) run.stop('cancelled');
    }
  }

  /** Ends a run, in whose place a newer ticket of its task has come; resolves when that can be looked at again. */
  async supersede(run: TaskRun, newer: Ticket): Promise<void> {
    this.behind.add(newer);
    run.stop('cancelled');
    await run.ended;
    this.behind.delete(newer);
  }

  /** From here on none of its slots counts as free. */
  takeNoMore(): void {
    this.takesMore = false;
    this.countSlots(0);
  }

  /** Those that wait for a slot, or all. */
  giveBack(which: 'waiting' | 'all'): void {
    for (const run of this.runs.values()) {
      if (which === 'all' || !run.began) run.stop('drained');
    }
  }

  /** One attempt from slot to ack. */
  async run(run: TaskRun, payload: unknown): Promise<void> {
    const { desk } = this.options;
    const { job, task, attempt, traceparent, command } = run.ticket;
    const logger = desk.logger.child({ job, task, command, attempt, traceparent });
    this.runs.set(task, run);
    try {
      const end = await this.attempt(run, payload, logger);
      if (end.kind === 'failed') logger.warn({ failure: end.failure }, 'attempt failed');
      const { seconds } = run;
      const outcome = await settle(desk, run, end);
      taskSeconds.observe({ command, outcome }, seconds);
      run.ack();
      logger.info({ outcome, seconds }, 'attempt ended');
    } finally {
      this.runs.delete(task);
      run.end();
    }
  }

  /** Never rejects: what goes wrong around the handler is a failure as well. */
  private async attempt(run: TaskRun, payload: unknown, logger: Logger): Promise<RunEnd> {
    const { desk, presence, scratch, handle } = this.options;
    let leave: (() => void) | null = null;
    try {
      leave = await this.gate.enter(isSolo(run.ticket), run.signal);
      run.begin();
      this.countSlots(1);
      await presence.announced();
      await answer(desk, run.ticket, { type: 'task.started' });
      if (isSolo(run.ticket)) await delay(ANNOUNCED_MS, undefined, { signal: run.signal });
      return await scratch.with(run.ticket.task, (folder) =>
        run.execute({ handle, payload, scratch: folder, logger }),
      );
    } catch (error) {
      return run.fail(error);
    } finally {
      if (leave) {
        leave();
        this.countSlots(-1);
      }
    }
  }

  private countSlots(change: number): void {
    this.busy += change;
    slotsGauge.set({ state: 'busy' }, this.busy);
    slotsGauge.set({ state: 'free' }, this.takesMore ? this.options.slots - this.busy : 0);
  }
}
