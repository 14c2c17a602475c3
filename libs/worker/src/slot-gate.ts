interface Waiter {
  readonly solo: boolean;
  enter(): void;
}

/**
 * Lets at most `slots` tasks run, and a solo task only alone. First come, first served, so a solo task waits until the
 * slots are empty while later ones wait behind it.
 */
export class SlotGate {
  private waiters: Waiter[] = [];
  private busy = 0;
  private soloRuns = false;

  constructor(private readonly slots: number) {}

  /** Resolves with the function that frees the slot; rejects with the signal's reason. */
  enter(solo: boolean, signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const leaveQueue = (): void => {
        this.waiters = this.waiters.filter((each) => each !== waiter);
        reject(signal.reason as Error);
        this.admit();
      };
      const waiter: Waiter = {
        solo,
        enter: () => {
          signal.removeEventListener('abort', leaveQueue);
          resolve(() => this.leave(solo));
        },
      };
      signal.addEventListener('abort', leaveQueue, { once: true });
      this.waiters.push(waiter);
      this.admit();
    });
  }

  private leave(solo: boolean): void {
    this.busy -= 1;
    if (solo) this.soloRuns = false;
    this.admit();
  }

  private admit(): void {
    for (let next = this.waiters[0]; next && this.hasRoomFor(next); next = this.waiters[0]) {
      this.waiters.shift();
      this.busy += 1;
      this.soloRuns = next.solo;
      next.enter();
    }
  }

  private hasRoomFor({ solo }: Waiter): boolean {
    return solo ? this.busy === 0 : !this.soloRuns && this.busy < this.slots;
  }
}
