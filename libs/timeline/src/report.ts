import type { TimelineProblem } from './types';

const MAX_WARNINGS = 100;

/** What was found while compiling: problems end it, warnings go to the caller. */
export class Report {
  readonly problems: TimelineProblem[] = [];
  private readonly said = new Set<string>();

  /** Gives undefined, so that a step without a result can `return report.impossible(…)`. */
  impossible(pointer: string, message: string): undefined {
    this.problems.push({ pointer, code: 'spec_impossible', message });
  }

  unsuitable(pointer: string, message: string): undefined {
    this.problems.push({ pointer, code: 'media_unsuitable', message });
  }

  warn(message: string): void {
    if (this.said.size < MAX_WARNINGS) this.said.add(message);
  }

  get warnings(): string[] {
    return [...this.said];
  }
}
