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
    error: z.strictObject({ code: z.string(), message: z.string(), task: z.string().nullable() }),
  }),
});

export const jobCancelled = event('job.cancelled', {
  version: 1,
  payload: z.strictObject({ status: z.literal('cancelled') }),
});

export const JOB_EVENTS = [jobQueued, jobStarted, jobCompleted, jobFailed, jobCancelled] as const;
