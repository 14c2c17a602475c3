import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import {
  assembleVideo as command,
  type AssemblePlan,
  type ReplyOf,
  type StoredFile,
} from '@reelmill/contracts';
import type { ObjectStore } from '@reelmill/objects';
import { Handles, type TaskContext } from '@reelmill/worker';
import { OBJECT_STORE } from '../object-store.token';
import { artifactName, findStored, storeFile } from '../stored-artifact';
import { joinVideo, takeThumbnail, type AssembleWork } from './assemble-video';
import { assembledFile, outputsOf } from './assembled-files';

type Reply = ReplyOf<typeof command>;

@Controller()
export class AssembleVideoHandler {
  constructor(@Inject(OBJECT_STORE) private readonly store: ObjectStore) {}

  @Handles(command)
  async assemble(@Payload() plan: AssemblePlan, @Ctx() task: TaskContext): Promise<Reply> {
    const outputs = outputsOf(plan);
    const known = await Promise.all(
      outputs.map(({ file }) => findStored(this.store, artifactName(task, file))),
    );
    const complete = known.every((each): each is StoredFile => each !== null);
    if (complete) task.reused();
    else await this.makeFiles(plan, task);
    const stored = complete ? known : await this.storeFiles(plan, task);
    return { files: outputs.map(({ kind }, index) => assembledFile(plan, kind, stored[index]!)) };
  }

  private async makeFiles(plan: AssemblePlan, task: TaskContext): Promise<void> {
    const { scratch, signal } = task;
    const work: AssembleWork = {
      store: this.store,
      scratch,
      signal,
      onProgress: (fraction) => task.progress(fraction),
    };
    const video = join(scratch, 'video.mp4');
    await joinVideo(plan, video, work);
    await takeThumbnail(plan, { video, output: join(scratch, 'thumbnail.jpg') }, work);
    if (plan.srt !== undefined) await writeFile(join(scratch, 'captions.srt'), plan.srt);
  }

  private async storeFiles(plan: AssemblePlan, task: TaskContext): Promise<StoredFile[]> {
    const stored: StoredFile[] = [];
    for (const { file } of outputsOf(plan)) {
      const options = { file: join(task.scratch, file), command: command.name };
      stored.push(await storeFile(this.store, artifactName(task, file), options));
    }
    return stored;
  }
}
