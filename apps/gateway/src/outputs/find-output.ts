import { isFinalJob, type JobStatus } from '@reelmill/contracts';
import type { JobOutput } from '@reelmill/persistence';
import { Problem } from '../problems/problem';

/** The output of that name, or a Problem 404 that says why there is none. */
export function findOutput(
  job: { status: JobStatus; outputs: readonly JobOutput[] },
  name: string,
): JobOutput {
  const output = job.outputs.find((candidate) => candidate.name === name);
  if (output) return output;
  if (!isFinalJob(job.status)) {
    throw new Problem({
      status: 404,
      code: 'output_not_ready',
      detail: `The job is still being worked on (${job.status}); its outputs are there once it is completed.`,
      headers: { 'Retry-After': '1' },
    });
  }
  const names = job.outputs.map((candidate) => candidate.name);
  const has =
    names.length > 0 ? `it has ${names.join(', ')}` : `it has none, since it ended as ${job.status}`;
  throw new Problem({
    status: 404,
    code: 'output_not_found',
    detail: `The job has no output of this name; ${has}.`,
  });
}
