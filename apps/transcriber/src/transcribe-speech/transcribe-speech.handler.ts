import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { assetObject, transcribeSpeech, type PayloadOf, type Transcript } from '@reelmill/contracts';
import type { ObjectStore } from '@reelmill/objects';
import { transcribeFile } from '@reelmill/speech';
import { Handles, type TaskContext } from '@reelmill/worker';
import { OBJECT_STORE } from '../object-store.token';

@Controller()
export class TranscribeSpeechHandler {
  constructor(@Inject(OBJECT_STORE) private readonly store: ObjectStore) {}

  @Handles(transcribeSpeech)
  async transcribe(
    @Payload() { asset, language }: PayloadOf<typeof transcribeSpeech>,
    @Ctx() task: TaskContext,
  ): Promise<Transcript> {
    const file = await this.store.materialize(assetObject(asset), task.scratch);
    const { scratch, signal } = task;
    return transcribeFile(file, { language, scratch, signal, onProgress: (part) => task.progress(part) });
  }
}
