import { Injectable } from '@nestjs/common';

/** One thing that a service needs. `check` throws, with a sentence for operators, when it can't be used. */
export interface HealthCheck {
  readonly name: string;
  check(): Promise<void> | void;
  /** Whether the service is not ready without it; otherwise it is shown as degraded. */
  readonly required: boolean;
}

/** The checks of this process; providers that hold a resource add theirs in `onModuleInit`. */
@Injectable()
export class HealthChecks {
  private readonly checks: HealthCheck[] = [];
  private draining = false;

  add(check: HealthCheck): void {
    this.checks.push(check);
  }

  all(): readonly HealthCheck[] {
    return this.draining ? [...this.checks, DRAINING] : this.checks;
  }

  /** From now on the service is not ready: it takes no more work. */
  drain(): void {
    this.draining = true;
  }
}

const DRAINING: HealthCheck = {
  name: 'draining',
  required: true,
  check: () => {
    throw new Error('The service is shutting down.');
  },
};
