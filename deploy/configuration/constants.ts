import { COMMANDS, JOB_LIMITS, MAX_SECONDS, MAX_SPEC_VALUES } from '@reelmill/contracts';
import { REQUEST_LIMIT_MS } from '../../apps/gateway/src/configure-http';
import { USUAL_LIMITS } from '../../apps/gateway/src/http-limits';
import { WINDOW_PER_SLOT } from '../../apps/orchestrator/src/dispatch-tasks/task-dispatcher';
import { AGING_SECONDS } from '../../apps/orchestrator/src/plan-jobs/admit-jobs';
import { DEFAULT_SETTINGS } from '../../apps/orchestrator/src/plan-jobs/job-planner';
import { MAX_PLAN_ATTEMPTS } from '../../apps/orchestrator/src/plan-jobs/plan-tries';
import { CLAIM_SECONDS } from '../../apps/orchestrator/src/transitions/claim';
import { SILENCE_SECONDS } from '../../apps/orchestrator/src/transitions/gone-workers';
import { LOST_MINUTES } from '../../apps/orchestrator/src/transitions/lost';
import { BUILD_EXPIRES_MS, RETRY_RUNGS } from '../../libs/messaging/src/topology';
import { LEAST_BYTES, LEAST_SHARE } from '../../libs/objects/src/free-space';
import { MAX_SPEECH_MINUTES } from '../../libs/speech/src/transcribe-file';
import { BEAT_EVERY_MS } from '../../libs/worker/src/presence';
import { SPARE_SLOTS } from '../../libs/worker/src/worker';
import { MAX_ATTEMPTS, MAX_CRASHES, MAX_REPLANS } from '../../libs/workflow/src/machine/limits';
import { bytes, count, seconds } from './figures';
import { POOL_SIZE } from './pool-size';

export interface Constant {
  figure: string;
  about: string;
}

/** What an operator should know and can't set, by heading. */
export const CONSTANTS: Readonly<Record<string, readonly Constant[]>> = {
  'Time limits': [
    ...COMMANDS.map(({ name, limitMs }) => ({
      figure: seconds(limitMs / 1000),
      about: `one attempt at \`${name}\``,
    })),
    { figure: seconds(DEFAULT_SETTINGS.firstTryMs / 1000), about: 'planning a job, among the others' },
    { figure: seconds(DEFAULT_SETTINGS.limitMs / 1000), about: 'planning a job that took longer, apart' },
    {
      figure: bytes(DEFAULT_SETTINGS.memoryMiB * 1024 ** 2),
      about: 'memory of each of the two planning processes',
    },
    { figure: seconds(REQUEST_LIMIT_MS / 1000), about: 'a request, also a slow upload' },
  ],
  'What is lost, and when it is tried again': [
    { figure: seconds(BEAT_EVERY_MS / 1000), about: 'between two beats of a worker' },
    {
      figure: seconds(SILENCE_SECONDS),
      about: 'of silence, then a worker is gone and its tasks are given to others',
    },
    {
      figure: seconds(CLAIM_SECONDS),
      about: 'after which what an orchestrator claimed and did not send is taken back',
    },
    {
      figure: seconds(LOST_MINUTES * 60),
      about: 'without a word, then a ticket is issued anew, whatever its queue holds',
    },
    { figure: count(MAX_ATTEMPTS), about: 'attempts of a task' },
    { figure: count(MAX_CRASHES), about: 'workers that may vanish with a task in hand' },
    { figure: count(MAX_REPLANS), about: 'plans of a job that may have to be forgotten' },
    { figure: count(MAX_PLAN_ATTEMPTS), about: 'tries at planning a job' },
    { figure: RETRY_RUNGS.map((rung) => `${rung}`).join(', ') + ' s', about: 'delays of the retry ladder' },
    {
      figure: seconds(BUILD_EXPIRES_MS / 1000),
      about: 'until the queue of a build goes that no worker reads any more',
    },
  ],
  'Slots and turns': [
    { figure: count(SPARE_SLOTS), about: 'slots that a worker has beside `SLOTS`, for another job' },
    {
      figure: count(WINDOW_PER_SLOT),
      about: 'tasks per slot that are sent ahead; all else waits in Postgres',
    },
    { figure: seconds(AGING_SECONDS), about: 'of waiting raise a priority by one' },
  ],
  Connections: [
    { figure: count(POOL_SIZE), about: 'to Postgres, of each gateway and each orchestrator at most' },
  ],
  Disk: [
    {
      figure: `${bytes(LEAST_BYTES)} or ${LEAST_SHARE * 100} %`,
      about: 'whichever is more, stay free where the objects are; a task that would take it is tried again',
    },
  ],
  'What one job may ask for': [
    ...Object.entries(JOB_LIMITS).map(([name, { most, of }]) => ({
      figure: count(most),
      about: `${of} (limit \`${name}\`)`,
    })),
    { figure: count(MAX_SPEC_VALUES), about: 'keys and list entries in a spec' },
    { figure: seconds(MAX_SECONDS), about: 'a video' },
    { figure: seconds(MAX_SPEECH_MINUTES * 60), about: 'speech, an asset' },
  ],
  'What callers may take of a gateway': [
    { figure: count(USUAL_LIMITS.connections), about: 'connections' },
    { figure: seconds(USUAL_LIMITS.headersMs / 1000), about: 'for the headers of a request' },
    { figure: bytes(USUAL_LIMITS.jsonBytes), about: 'a JSON body' },
    { figure: seconds(USUAL_LIMITS.jsonMs / 1000), about: 'for it to arrive' },
    { figure: bytes(USUAL_LIMITS.jsonBytesInAll), about: 'JSON bodies of all callers at a time' },
    { figure: count(USUAL_LIMITS.uploads), about: 'uploads at a time' },
    { figure: `${bytes(USUAL_LIMITS.uploadBytesPerSecond)}/s`, about: 'an upload must bring' },
  ],
};
