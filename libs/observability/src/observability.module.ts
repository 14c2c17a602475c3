import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthChecks } from './health-checks';
import type { Logger } from './logger';
import { PublicHealthController } from './public-health.controller';
import { Readiness } from './readiness';

/** Injection token of the process's pino logger. */
export const LOGGER = Symbol('LOGGER');

/** Global: provides {@link LOGGER} and {@link HealthChecks}; its routes are seen where the app has a public listener. */
@Global()
@Module({})
export class ObservabilityModule {
  static register({ logger, checks }: { logger: Logger; checks: HealthChecks }): DynamicModule {
    return {
      module: ObservabilityModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [PublicHealthController],
      providers: [
        Readiness,
        { provide: LOGGER, useValue: logger },
        { provide: HealthChecks, useValue: checks },
      ],
      exports: [LOGGER, HealthChecks],
    };
  }
}
