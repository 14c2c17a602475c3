import { COMMANDS, type WorkerService } from '@reelmill/contracts';
import { retriesTotal, taskSeconds } from '@reelmill/observability';
import { OUTCOMES } from './settle';

/** Shows what a worker counts before anything is counted, so that the first failure is seen as a rise from 0. */
export function startAtZero(service: WorkerService): void {
  for (const { name: command } of COMMANDS.filter(({ owner }) => owner === service)) {
    retriesTotal.inc({ command }, 0);
    for (const outcome of OUTCOMES) taskSeconds.zero({ command, outcome });
  }
}
