import type { OutgoingMessage } from './outgoing-message';

/** A publish that the alarm kept back was sent so recently; the broker says within milliseconds that it is blocked. */
const RECENT_MS = 10_000;
const MOST = 1000;

/**
 * Messages that may be lost but must not wait for the end of an alarm: while the broker takes none, a flag stands for each.
 * The last ones before the alarm are flagged too, because they may be kept back; all are sent (again) after it.
 */
export class UrgentMessages {
  private readonly recent = new Map<string, { message: OutgoingMessage; at: number }>();

  constructor(
    private readonly ways: {
      blocked(): boolean;
      publish(message: OutgoingMessage): boolean;
      raise(flag: string): void;
    },
  ) {}

  /** False when it is lost already. */
  send(flag: string, message: OutgoingMessage): boolean {
    const blocked = this.ways.blocked();
    if (!blocked) this.forget();
    this.recent.set(flag, { message, at: Date.now() });
    if (!blocked) return this.ways.publish(message);
    this.ways.raise(flag);
    return true;
  }

  onBlocked(): void {
    this.forget();
    for (const flag of this.recent.keys()) this.ways.raise(flag);
  }

  onUnblocked(): void {
    for (const { message } of this.recent.values()) this.ways.publish(message);
  }

  private forget(): void {
    const before = Date.now() - RECENT_MS;
    for (const [flag, { at }] of this.recent)
      if (at < before || this.recent.size > MOST) this.recent.delete(flag);
  }
}
