import { Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ScalingController } from './scaling.controller';

@Module({})
export class ScalingModule {
  static register(source: DataSource): DynamicModule {
    return {
      module: ScalingModule,
      controllers: [ScalingController],
      providers: [{ provide: DataSource, useValue: source }],
    };
  }
}
