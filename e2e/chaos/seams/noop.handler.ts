import { setTimeout as delay } from 'node:timers/promises';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { TaskError, findCommand, type WorkerService } from '@reelmill/contracts';
import { Handles, type TaskContext } from '@reelmill/worker';
import { noopCommandOf, type NoopTask } from './noop-task';

/** A controller that takes its time and does nothing, or ends as its payload says. */
export function noopHandlerOf(pool: WorkerService): new () => object {
  @Controller()
  class NoopHandler {
    @Handles(findCommand(noopCommandOf(pool))!)
    async run(@Payload() payload: unknown, @Ctx() task: TaskContext): Promise<never> {
      const { ms, fails } = payload as NoopTask;
      await delay(ms, undefined, { signal: task.signal }).catch(() => {
        throw task.signal.reason;
      });
      if (fails === 'kill') process.kill(process.pid, 'SIGKILL');
      if (fails === 'always' || (fails === 'once' && task.attempt === 1))
        throw new TaskError('internal', 'This no-op was told to fail.', { retryable: true });
      return { waited: ms } as never;
    }
  }
  return NoopHandler;
}
