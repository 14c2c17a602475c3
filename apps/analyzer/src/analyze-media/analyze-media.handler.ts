import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { analyzeMedia, assetObject, type PayloadOf, type Probe } from '@reelmill/contracts';
import { probeMedia } from '@reelmill/media';
import type { ObjectStore } from '@reelmill/objects';
import { Handles, type TaskContext } from '@reelmill/worker';
import { OBJECT_STORE } from '../object-store.token';

@Controller()
export class AnalyzeMediaHandler {
  constructor(@Inject(OBJECT_STORE) private readonly store: ObjectStore) {}

  @Handles(analyzeMedia)
  async analyze(
    @Payload() { asset }: PayloadOf<typeof analyzeMedia>,
    @Ctx() task: TaskContext,
  ): Promise<Probe> {
    const file = await this.store.materialize(assetObject(asset), task.scratch);
    return probeMedia(file, { signal: task.signal });
  }
}
