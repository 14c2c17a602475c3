import type { JobLimit } from '@reelmill/contracts';
import type { JobSize } from './job-size';
import type { TimelineProblem } from './types';

const MAX_WARNINGS = 100;

/** What was found while compiling a video: problems end it, warnings go to the caller. */
export class Report {
  readonly problems: TimelineProblem[] = [];
  private readonly said = new Set<string>();

  /** `prefix` leads from the root of the spec to the video; `size` is that of the whole job. */
  constructor(
    private readonly prefix: string,
    private readonly size: JobSize,
  ) {}

  get hasProblems(): boolean {
    return this.problems.length > 0;
  }

  /** Counts so much more of what a job may have; beyond the limit it is a problem of the whole spec. */
  count(limit: JobLimit, more: number): void {
    const message = this.size.add(limit, more);
    if (message !== undefined) this.problems.push({ pointer: '', code: 'spec_impossible', message });
  }

  /** Gives undefined, so that a step without a result can `return report.impossible(…)`. */
  impossible(pointer: string, message: string): undefined {
    this.problems.push({ pointer: this.prefix + pointer, code: 'spec_impossible', message });
  }

  unsuitable(pointer: string, message: string): undefined {
    this.problems.push({ pointer: this.prefix + pointer, code: 'media_unsuitable', message });
  }

  warn(message: string): void {
    if (this.said.size < MAX_WARNINGS) this.said.add(message);
  }

  get warnings(): string[] {
    return [...this.said];
  }
}
