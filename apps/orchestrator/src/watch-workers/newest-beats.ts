import type { Beat } from '@reelmill/contracts';

/** Beats that are written at a time, of all workers: each takes one of the ten connections to the database. */
const AT_A_TIME = 2;

interface Waiting {
  beat: Beat;
  /** An earlier beat of the same boot was dropped for this one. */
  skipped: boolean;
}

/**
 * Hands beats on, one at a time of each boot and two in all. Of those that wait only the newest of each boot is kept, in the
 * place of the one that it follows: a beat says all that is so now, and one a second comes from every worker, however
 * long it takes to write them.
 */
export class NewestBeats {
  /** By boot, who has waited longest first. */
  private readonly waiting = new Map<string, Waiting>();
  private readonly busy = new Set<string>();

  /** `write` must not reject. */
  constructor(private readonly write: (beat: Beat, how: { skipped: boolean }) => Promise<void>) {}

  offer(beat: Beat): void {
    this.waiting.set(beat.boot, { beat, skipped: this.waiting.has(beat.boot) });
    this.begin();
  }

  private begin(): void {
    for (const [boot, { beat, skipped }] of this.waiting) {
      if (this.busy.size === AT_A_TIME) return;
      if (this.busy.has(boot)) continue;
      this.waiting.delete(boot);
      this.busy.add(boot);
      void this.write(beat, { skipped }).finally(() => {
        this.busy.delete(boot);
        this.begin();
      });
    }
  }
}
