import { Controller, Get, Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { poolWork } from './pool-work';
import { SharedAnswer } from './shared-answer';

/** An autoscaler asks for each pool by itself, all at once; it looks again after 15 s at the soonest. */
const KEEP_MS = 2_000;

/** What an autoscaler reads: `pools.<service>.work`, to be divided by the slots of one worker; at most two seconds old. */
@Controller('scaling')
class ScalingController {
  private readonly work: SharedAnswer<Awaited<ReturnType<typeof poolWork>>>;

  constructor(source: DataSource) {
    this.work = new SharedAnswer(() => poolWork(source.manager), KEEP_MS);
  }

  @Get()
  async read(): Promise<{ pools: Record<string, { work: number }> }> {
    const work = await this.work.get();
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
