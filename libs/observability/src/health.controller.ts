import { Controller, Get, HttpStatus, Inject, Res, ServiceUnavailableException } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthIndicatorFunction,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import type { Response } from 'express';
import { HealthChecks, type HealthCheck } from './health-checks';

const CHECK_LIMIT_MS = 2000;

@Controller('healthz')
export class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
    @Inject(HealthChecks) private readonly checks: HealthChecks,
  ) {}

  /** Answers as long as the event loop turns; a restart helps with nothing else. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 200 when all that is required can be used, else 503; the body says what can't. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<object> {
    try {
      return await this.health.check(
        this.checks.all().map(
          (check): HealthIndicatorFunction =>
            () =>
              this.ask(check),
        ),
      );
    } catch (error) {
      // Answered here, so that an app's own exception filters leave the body as it is.
      if (!(error instanceof ServiceUnavailableException)) throw error;
      response.status(HttpStatus.SERVICE_UNAVAILABLE);
      return error.getResponse() as object;
    }
  }

  private async ask(check: HealthCheck): Promise<HealthIndicatorResult> {
    const session = this.indicators.check(check.name);
    const result = await session.attempt(async () => check.check()).withTimeout(CHECK_LIMIT_MS);
    const { status, ...found } = result[check.name] ?? { status: 'down' as const };
    return status === 'down' && !check.required ? session.degraded(found) : result;
  }
}
