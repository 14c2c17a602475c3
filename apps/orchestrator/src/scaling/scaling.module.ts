import { Controller, Get, Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { poolWork } from './pool-work';

/** What an autoscaler reads: `pools.<service>.work`, to be divided by the slots of one worker. */
@Controller('scaling')
class ScalingController {
  constructor(private readonly source: DataSource) {}

  @Get()
  async read(): Promise<{ pools: Record<string, { work: number }> }> {
    const work = await poolWork(this.source.manager);
    return {
      pools: Object.fromEntries(Object.entries(work).map(([service, each]) => [service, { work: each }])),
    };
  }
}

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
