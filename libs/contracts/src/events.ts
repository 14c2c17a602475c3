import { z } from 'zod';
import { event } from './event';
import { AssembledFile } from './plans';

/** The history of a job, in the order that it can take; the last three end it. */
export const jobQueued = event('job.queued', {
  version: 1,
  payload: z.strictObject({ status: z.literal('queued') }),
});

export const jobStarted = event('job.started', {
  version: 1,
  payload: z.strictObject({ status: z.literal('processing') }),
});

export const jobCompleted = event('job.completed', {
  version: 1,
  payload: z.strictObject({
    status: z.literal('completed'),
    outputs: z.array(z.strictObject({ name: z.string().max(100), ...AssembledFile.shape })),
  }),
});

export const jobFailed = event('job.failed', {
  version: 1,
  payload: z.strictObject({
    status: z.literal('failed'),
    error: z.strictObject({
      code: z.string(),
      message: z.string(),
      /** Name of the task that failed; null when no task is to blame. */
      task: z.string().nullable(),
      /** Where in the spec the cause stands, such as `/input/scenes/0/elements/1`. */
      pointer: z.string().optional(),
      /** The source as it was written there, without its secrets. */
      src: z.string().optional(),
    }),
  }),
});

export const jobCancelled = event('job.cancelled', {
  version: 1,
  payload: z.strictObject({ status: z.literal('cancelled') }),
});

export const JOB_EVENTS = [jobQueued, jobStarted, jobCompleted, jobFailed, jobCancelled] as const;
