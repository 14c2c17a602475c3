import { TaskError, toFailure, type AnyCommand, type Failure, type Ticket } from '@reelmill/contracts';
import { issuesOf, type Delivery } from '@reelmill/messaging';
import type { Logger } from '@reelmill/observability';
import type { TaskContext } from './task-context';

/** How an attempt ended. `cancelled` and `drained` are how it was stopped, whatever the handler then threw. */
export type RunEnd =
  | { readonly kind: 'succeeded'; readonly reply: unknown; readonly made: boolean }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'drained' };

export type StopReason = 'cancelled' | 'drained' | 'timed_out';

/** Runs the handler of a command; resolves with its reply. */
export type Handle = (command: AnyCommand, payload: unknown, task: TaskContext) => Promise<unknown>;

export interface RunOptions {
  handle: Handle;
  payload: unknown;
  scratch: string;
  logger: Logger;
}

/** How long a handler may take to end after its signal; then its slot is given up. */
const STOP_GRACE_MS = 10_000;
const DRAIN_GRACE_MS = 2_000;

const STOPPED: Record<StopReason, TaskError> = {
  cancelled: new TaskError('cancelled', 'The job was cancelled.'),
  drained: new TaskError('internal', 'The worker is shutting down; another one takes the task.', {
    retryable: true,
  }),
  timed_out: new TaskError('timed_out', 'The task took longer than its command allows.', { retryable: true }),
};

/** One attempt of a task in this worker. */
export class TaskRun {
  private readonly controller = new AbortController();
  private readonly outdating = new AbortController();
  private stopReason: StopReason | null = null;
  private fraction = 0;
  private made = true;
  private beganAt: number | null = null;
  private leave: () => void = () => undefined;
  /** Resolves when this worker has done with it. */
  readonly ended = new Promise<void>((resolve) => (this.leave = resolve));

  constructor(
    readonly ticket: Ticket,
    readonly command: AnyCommand,
    private delivery: Delivery,
  ) {}

  get progress(): number {
    return this.fraction;
  }
  /** Whether it got a slot. */
  get began(): boolean {
    return this.beganAt !== null;
  }
  /** Since it got a slot. */
  get seconds(): number {
    return this.beganAt === null ? 0 : (performance.now() - this.beganAt) / 1000;
  }
  /** The ticket as it came. */
  get bytes(): Buffer {
    return this.delivery.bytes;
  }
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Aborted when nobody waits for its outcome any more, also after it failed for another reason. */
  get outdated(): AbortSignal {
    return this.outdating.signal;
  }

  /** It got a slot. */
  begin(): void {
    this.beganAt = performance.now();
  }

  /** Takes the place of an earlier delivery of the same ticket. */
  adopt(delivery: Delivery): void {
    this.delivery.ack();
    this.delivery = delivery;
  }

  end(): void {
    this.leave();
  }

  /** After all that follows from the end is published. */
  ack(): void {
    this.delivery.ack();
  }

  /** The first reason counts for how it ended. */
  stop(reason: StopReason): void {
    if (reason === 'cancelled') this.outdating.abort(STOPPED.cancelled);
    if (this.stopReason) return;
    this.stopReason = reason;
    this.controller.abort(STOPPED[reason]);
  }

  /** Never rejects. */
  async execute(options: RunOptions): Promise<RunEnd> {
    const limit = setTimeout(() => this.stop('timed_out'), this.command.limitMs);
    const over = new AbortController();
    try {
      this.signal.throwIfAborted();
      const handled = options.handle(this.command, options.payload, this.context(options));
      return this.succeed(await Promise.race([handled, this.givenUp(options.logger, over.signal)]));
    } catch (error) {
      return this.fail(error);
    } finally {
      clearTimeout(limit);
      over.abort();
    }
  }

  /** How a run ended that threw, also before it began. */
  fail(error: unknown): RunEnd {
    switch (this.stopReason) {
      case 'cancelled':
      case 'drained':
        return { kind: this.stopReason };
      case 'timed_out': {
        const { cause } = toFailure(error);
        return { kind: 'failed', failure: { ...STOPPED.timed_out.failure, ...(cause && { cause }) } };
      }
      case null:
        return { kind: 'failed', failure: toFailure(error) };
    }
  }

  private succeed(result: unknown): RunEnd {
    const reply = this.command.reply.safeParse(result);
    if (reply.success) return { kind: 'succeeded', reply: reply.data, made: this.made };
    // A defect of the handler: another attempt gives the same.
    const cause = `not a reply of ${this.command.name}: ${issuesOf(reply.error)}`;
    return {
      kind: 'failed',
      failure: new TaskError('internal', 'The worker made no valid reply.', { cause }).failure,
    };
  }

  private context({ scratch, logger }: RunOptions): TaskContext {
    const { job, task, attempt, key, engine } = this.ticket;
    return {
      job,
      task,
      attempt,
      key,
      engine,
      scratch,
      logger,
      signal: this.signal,
      progress: (fraction) => {
        if (fraction > this.fraction) this.fraction = Math.min(1, fraction);
      },
      reused: () => {
        this.made = false;
      },
    };
  }

  /** Rejects some time after the signal, for handlers that do not listen to it; never when it is over by then. */
  private givenUp(logger: Logger, over: AbortSignal): Promise<never> {
    return new Promise((_, reject) => {
      const onStop = (): void => {
        const grace = this.stopReason === 'drained' ? DRAIN_GRACE_MS : STOP_GRACE_MS;
        const giveUp = (): void => {
          logger.error({ graceMs: grace }, 'the handler goes on after it was stopped');
          reject(this.signal.reason as Error);
        };
        const timer = setTimeout(giveUp, grace).unref();
        over.addEventListener('abort', () => clearTimeout(timer));
      };
      this.signal.addEventListener('abort', onStop, { signal: over });
    });
  }
}
