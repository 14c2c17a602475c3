import type { Failing } from '@reelmill/workflow';
import type { ChildEnd } from './compiler-process';

const MESSAGES: Record<Exclude<ChildEnd, 'stopped'>, string> = {
  plan_timed_out:
    'Dividing this job into tasks took too long, three times. Post it as several jobs with shorter videos, fewer texts or fewer captions each.',
  plan_too_large:
    'Dividing this job into tasks took too much memory, three times. Post it as several jobs with shorter videos, fewer texts or fewer captions each.',
  plan_crashed:
    'Dividing this job into tasks ended the process that did it, three times. Simplify its texts and captions, or ask the operator: the log of the orchestrator has the details.',
};

/** The end of a job whose last try at planning did not come out of the child. */
export const spent = (code: keyof typeof MESSAGES): Failing => ({
  kind: 'fail',
  code,
  message: MESSAGES[code],
});

/** The end of a job that our own code could not plan. */
export const DEFECT: Failing = {
  kind: 'fail',
  code: 'internal',
  message: 'The job could not be planned because of a defect; the log of the orchestrator has the details.',
};
