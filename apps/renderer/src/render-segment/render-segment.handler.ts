import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { renderSegment as command, type RenderedSegment, type SegmentPlan } from '@reelmill/contracts';
import type { ObjectStore } from '@reelmill/objects';
import { drawPicture } from '@reelmill/typesetting';
import { Handles, type TaskContext } from '@reelmill/worker';
import { OBJECT_STORE } from '../object-store.token';
import { getOrCreate } from '../stored-artifact';
import { renderSegment } from './render-segment';

@Controller()
export class RenderSegmentHandler {
  constructor(@Inject(OBJECT_STORE) private readonly store: ObjectStore) {}

  @Handles(command)
  async render(@Payload() plan: SegmentPlan, @Ctx() task: TaskContext): Promise<RenderedSegment> {
    const { scratch, signal } = task;
    const onProgress = (fraction: number) => task.progress(fraction);
    const stored = await getOrCreate(this.store, task, {
      file: 'segment.mp4',
      command: command.name,
      make: (path) =>
        renderSegment(plan, path, { store: this.store, drawText: drawPicture, scratch, signal, onProgress }),
    });
    return { ...stored, frames: plan.frames };
  }
}
