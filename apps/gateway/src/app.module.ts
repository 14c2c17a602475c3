import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dataSourceOptions } from '@reelmill/persistence';
import { AssetsModule } from './assets/assets.module';
import type { GatewayConfig } from './config';
import type { HttpLimits } from './http-limits';
import { JobsModule } from './jobs/jobs.module';
import { OutputsModule } from './outputs/outputs.module';
import { ProblemFilter } from './problems/problem.filter';
import { ResourcesModule } from './resources.module';

@Module({})
export class AppModule {
  static register(config: GatewayConfig, limits: HttpLimits): DynamicModule {
    return {
      module: AppModule,
      imports: [
        TypeOrmModule.forRoot(
          dataSourceOptions({ url: config.DATABASE_URL, applicationName: 'reelmill-gateway' }),
        ),
        ResourcesModule.register(config, limits),
        JobsModule,
        AssetsModule,
        OutputsModule,
      ],
      providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
    };
  }
}
