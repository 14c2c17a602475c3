import { Controller, Get } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { poolWork } from './pool-work';

/** An autoscaler asks for each pool by itself, all at once. Shorter than the shortest pause between its looks that the chart allows, 5 s. */
const KEEP_MS = 2_000;

/** What an autoscaler reads: `pools.<service>.work`, to be divided by the slots of one worker; at most two seconds old. */
@Controller('scaling')
export class ScalingController {
  /** For all who ask while it is sought and for a while after it came. */
  private work: ReturnType<typeof poolWork> | null = null;

  constructor(private readonly source: DataSource) {}

  @Get()
  async read(): Promise<{ pools: Record<string, { work: number }> }> {
    const work = await (this.work ??= this.ask());
    return {
      pools: Object.fromEntries(Object.entries(work).map(([service, each]) => [service, { work: each }])),
    };
  }

  /** A failure goes to those who wait for it, and the next asks anew. */
  private ask(): ReturnType<typeof poolWork> {
    const work = poolWork(this.source.manager);
    const forget = (): void => void (this.work = null);
    work.then(() => setTimeout(forget, KEEP_MS).unref(), forget);
    return work;
  }
}
