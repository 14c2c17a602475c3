import { roundSeconds, type Logger } from '@reelmill/observability';

/** Between two rounds at most while they fail; the pause doubles up to it. */
const MAX_PAUSE_MS = 5_000;
/** For the round under way when the loop is stopped. */
const STOP_LIMIT_MS = 10_000;

export interface LoopOptions {
  /** Shown in logs and readiness. */
  name: string;
  /** One round; true asks for the next at once. */
  run: () => Promise<boolean>;
  /** From the end of a round to the next, when nothing wakes the loop. */
  intervalMs: number;
  /** The loop stands still when no round has ended well for this long, because one hangs or all fail. */
  deadlineMs: number;
  logger: Logger;
}

/** Something done over and over, one round at a time; what asks for a round during one gets the next. */
export class Loop {
  private running: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;
  private wanted = false;
  private failures = 0;
  private stopped = false;
  private endedWellAt = performance.now();

  constructor(private readonly options: LoopOptions) {
    roundSeconds.zero({ loop: options.name });
  }

  get name(): string {
    return this.options.name;
  }

  start(): void {
    this.endedWellAt = performance.now();
    this.begin();
  }

  /** A round now, or after the one under way; while rounds fail, not before the pause is over. */
  wake(): void {
    this.wanted = true;
    if (this.running === null && this.failures === 0) this.begin();
  }

  /** No more rounds; waits for the one under way, at most 10 s. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    let limit: NodeJS.Timeout | undefined;
    const limited = new Promise<void>((resolve) => (limit = setTimeout(resolve, STOP_LIMIT_MS)));
    await Promise.race([this.running, limited]);
    clearTimeout(limit);
    if (this.running) this.options.logger.warn({ loop: this.name }, 'stopped in the middle of a round');
  }

  /** For health: fails while the loop stands still. */
  readonly check = (): void => {
    const { deadlineMs } = this.options;
    if (performance.now() - this.endedWellAt <= deadlineMs) return;
    const what = this.running ? 'A round hangs' : 'Rounds fail';
    throw new Error(`${what}: none has ended well for ${deadlineMs / 1000} s; the log has the details.`);
  };

  private begin(): void {
    if (this.running !== null || this.stopped) return;
    clearTimeout(this.timer);
    this.wanted = false;
    this.running = this.round().finally(() => {
      this.running = null;
      this.goOn();
    });
  }

  private async round(): Promise<void> {
    const { run, deadlineMs, logger, name } = this.options;
    const overrun = setTimeout(() => {
      logger.error({ loop: name, deadlineMs }, 'a round takes too long; no other begins before it ends');
    }, deadlineMs);
    const measured = roundSeconds.startTimer({ loop: name });
    try {
      if (await run()) this.wanted = true;
      this.failures = 0;
      this.endedWellAt = performance.now();
    } catch (error) {
      this.failures += 1;
      logger.error({ err: error, loop: name }, 'a round failed; the next tries again');
    } finally {
      clearTimeout(overrun);
      measured();
    }
  }

  private goOn(): void {
    if (this.stopped) return;
    if (this.wanted && this.failures === 0) return this.begin();
    const { intervalMs } = this.options;
    const pause = Math.min(intervalMs * 2 ** this.failures, Math.max(intervalMs, MAX_PAUSE_MS));
    this.timer = setTimeout(() => this.begin(), pause);
  }
}
