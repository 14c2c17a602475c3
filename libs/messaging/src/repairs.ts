const PAUSE_MS = 1_000;

/** Repairs of something that many find broken at once: one at a time, and none within a second of the last. */
export class Repairs {
  private current: Promise<void> | null = null;
  private endedAt = -Infinity;

  constructor(private readonly repair: () => Promise<void>) {}

  /** Resolves after the repair under way, or at once when there was one just now. Rejects as the repair does. */
  ask(): Promise<void> {
    if (!this.current && performance.now() - this.endedAt < PAUSE_MS) return Promise.resolve();
    this.current ??= this.repair().finally(() => {
      this.current = null;
      this.endedAt = performance.now();
    });
    return this.current;
  }
}
