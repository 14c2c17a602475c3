import { Inject, Injectable, ServiceUnavailableException } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthIndicatorFunction,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import { HealthChecks, type HealthCheck } from './health-checks';

const CHECK_LIMIT_MS = 2000;

export interface ReadinessReport {
  /** Whether all that is required can be used. */
  readonly ready: boolean;
  /** What can be used and what can't, by the name of its check; for operators only. */
  readonly details: object;
}

/** Asks every check of this process. */
@Injectable()
export class Readiness {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
    @Inject(HealthChecks) private readonly checks: HealthChecks,
  ) {}

  async report(): Promise<ReadinessReport> {
    const questions = this.checks.all().map(
      (check): HealthIndicatorFunction =>
        () =>
          this.ask(check),
    );
    try {
      return { ready: true, details: await this.health.check(questions) };
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      return { ready: false, details: error.getResponse() as object };
    }
  }

  private async ask(check: HealthCheck): Promise<HealthIndicatorResult> {
    const session = this.indicators.check(check.name);
    const result = await session.attempt(async () => check.check()).withTimeout(CHECK_LIMIT_MS);
    const { status, ...found } = result[check.name] ?? { status: 'down' as const };
    return status === 'down' && !check.required ? session.degraded(found) : result;
  }
}
