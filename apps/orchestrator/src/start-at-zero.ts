import { COMMANDS, FINAL_JOB_STATUSES, WORKER_SERVICES } from '@reelmill/contracts';
import {
  artifactsTotal,
  crashesTotal,
  jobSeconds,
  jobWaitSeconds,
  jobsTotal,
  workersGoneTotal,
} from '@reelmill/observability';

const JOB_TYPES = ['render'];

/** Shows what this service counts before anything is counted, so that the first failure is seen as a rise from 0. */
export function startAtZero(): void {
  for (const type of JOB_TYPES) {
    jobWaitSeconds.zero({ type });
    for (const outcome of FINAL_JOB_STATUSES) {
      jobsTotal.inc({ type, outcome }, 0);
      jobSeconds.zero({ type, outcome });
    }
  }
  for (const { name: command, keyed } of COMMANDS) {
    crashesTotal.inc({ command }, 0);
    if (keyed) for (const result of ['made', 'reused']) artifactsTotal.inc({ command, result }, 0);
  }
  for (const pool of WORKER_SERVICES) workersGoneTotal.inc({ pool }, 0);
}
