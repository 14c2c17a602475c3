import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller';
import { HealthChecks } from './health-checks';
import type { Logger } from './logger';
import { MetricsController } from './metrics.controller';

/** Injection token of the process's pino logger. */
export const LOGGER = Symbol('LOGGER');

/** Global: `/metrics`, `/healthz/live`, `/healthz/ready`; provides {@link LOGGER} and {@link HealthChecks}. */
@Global()
@Module({})
export class ObservabilityModule {
  static register({ logger, checks }: { logger: Logger; checks: HealthChecks }): DynamicModule {
    return {
      module: ObservabilityModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: HealthChecks, useValue: checks },
      ],
      exports: [LOGGER, HealthChecks],
    };
  }
}
