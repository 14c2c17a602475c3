import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { mixAudio as command, type AudioPlan, type StoredFile } from '@reelmill/contracts';
import type { ObjectStore } from '@reelmill/objects';
import { Handles, type TaskContext } from '@reelmill/worker';
import { OBJECT_STORE } from '../object-store.token';
import { getOrCreate } from '../stored-artifact';
import { mixAudio } from './mix-audio';

@Controller()
export class MixAudioHandler {
  constructor(@Inject(OBJECT_STORE) private readonly store: ObjectStore) {}

  @Handles(command)
  async mix(@Payload() plan: AudioPlan, @Ctx() task: TaskContext): Promise<StoredFile> {
    const { scratch, signal } = task;
    const onProgress = (fraction: number) => task.progress(fraction);
    return getOrCreate(this.store, task, {
      file: 'audio.m4a',
      command: command.name,
      make: (path) => mixAudio(plan, path, { store: this.store, scratch, signal, onProgress }),
    });
  }
}
