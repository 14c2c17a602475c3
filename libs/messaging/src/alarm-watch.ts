import type { Logger } from '@reelmill/observability';
import type { Broker } from './broker';
import { cancelFlag } from './senders';

const LOOK_EVERY_MS = 500;

export interface AlarmWatchOptions {
  readonly logger: Logger;
  /** Jobs whose cancel matters here. */
  jobs(): readonly string[];
  cancel(job: string): void;
}

/** While the broker takes no messages, looks for cancels twice a second; costs nothing otherwise. */
export class AlarmWatch {
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(
    private readonly broker: Broker,
    private readonly options: AlarmWatchOptions,
  ) {
    broker.onBlocked((blocked) => (blocked ? this.lookSoon() : this.pause()));
  }

  stop(): void {
    this.stopped = true;
    this.pause();
  }

  private pause(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private lookSoon(): void {
    this.pause();
    if (!this.stopped && this.broker.blocked)
      this.timer = setTimeout(() => void this.look().finally(() => this.lookSoon()), LOOK_EVERY_MS).unref();
  }

  private async look(): Promise<void> {
    const jobs = this.options.jobs();
    if (jobs.length === 0) return;
    try {
      const up = await this.broker.flagsUp(jobs.map(cancelFlag));
      for (const job of jobs) if (up.includes(cancelFlag(job))) this.options.cancel(job);
    } catch (error) {
      this.options.logger.warn({ err: error }, 'could not look for cancels during the alarm');
    }
  }
}
