import { neverItsTurn, tooLate } from './answer-rules';
import type { Allowance, Deadline } from './deadline';
import { hostPort } from './host-port';
import type { HostTurns } from './host-turns';

export interface TurnOptions {
  turns: HostTurns;
  turnTimeoutMs: number;
  timeoutMs: number;
}

/** Of one download, at the host that is being asked: to wait for it and to use it are counted apart. */
export class Turn {
  private asked = '';
  private readonly waiting: Allowance;
  private readonly using: Allowance;
  private leave = (): void => undefined;

  constructor(
    private readonly deadline: Deadline,
    private readonly options: TurnOptions,
  ) {
    const { turnTimeoutMs, timeoutMs } = options;
    this.waiting = { leftMs: turnTimeoutMs, late: () => neverItsTurn(this.asked) };
    this.using = { leftMs: timeoutMs, late: () => tooLate(timeoutMs) };
  }

  async take(url: URL): Promise<void> {
    this.asked = hostPort(url);
    this.deadline.count(this.waiting);
    this.leave = await this.options.turns.take(url.hostname.replace(/\.$/, ''), this.deadline.signal);
    this.deadline.count(this.using);
  }

  end(): void {
    this.leave();
  }
}
