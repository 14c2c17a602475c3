import { beyondLimit, type JobLimit } from '@reelmill/contracts';

/** What a job has so far of what is limited, over all its videos. */
export class JobSize {
  private readonly figures = new Map<JobLimit, number>();

  /** Counts so much more; the sentence for the caller when that is beyond the limit. */
  add(name: JobLimit, count: number): string | undefined {
    const figure = (this.figures.get(name) ?? 0) + count;
    this.figures.set(name, figure);
    return beyondLimit(name, figure);
  }
}
