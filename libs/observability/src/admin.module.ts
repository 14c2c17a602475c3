import { Module, type DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthChecks } from './health-checks';
import { HealthController } from './health.controller';
import { MetricsController } from './metrics.controller';
import { Readiness } from './readiness';

/** The admin listener: `/metrics`, `/healthz/live`, and `/healthz/ready` in detail. */
@Module({})
export class AdminModule {
  static register(checks: HealthChecks): DynamicModule {
    return {
      module: AdminModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, MetricsController],
      providers: [Readiness, { provide: HealthChecks, useValue: checks }],
    };
  }
}
