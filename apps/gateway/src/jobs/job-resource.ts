import type { JobEntity, JobError, JobOutput } from '@reelmill/persistence';

/** What is read of a job for its resource: all but the spec, which can be megabytes. */
export const JOB_FIELDS = {
  id: true,
  type: true,
  priority: true,
  status: true,
  progress: true,
  stage: true,
  progressMessage: true,
  error: true,
  warnings: true,
  outputs: true,
  createdAt: true,
  startedAt: true,
  completedAt: true,
} as const satisfies { [Name in keyof JobEntity]?: true };

export type JobFields = Pick<JobEntity, keyof typeof JOB_FIELDS>;

export interface OutputResource {
  name: string;
  kind: JobOutput['kind'];
  /** An absolute path without scheme and host: behind a proxy the gateway does not know the name it is reached by. */
  url: string;
  content_type: string;
  bytes: number;
  sha256: string;
  width: number | null;
  height: number | null;
  /** Seconds. */
  duration: number | null;
}

/** A job as the API shows it; times are ISO 8601 in UTC. */
export interface JobResource {
  job_id: string;
  type: string;
  status: JobEntity['status'];
  stage: string;
  /** 0..1, never falls. */
  progress: number;
  progress_message: string;
  priority: number;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  error: JobError | null;
  warnings: string[];
  outputs: OutputResource[];
}

export const jobPath = (id: string): string => `/v1/jobs/${id}`;

export function jobResource(job: JobFields): JobResource {
  return {
    job_id: job.id,
    type: job.type,
    status: job.status,
    stage: job.stage,
    progress: job.progress,
    progress_message: job.progressMessage,
    priority: job.priority,
    created_at: job.createdAt.toISOString(),
    started_at: job.startedAt?.toISOString() ?? null,
    completed_at: job.completedAt?.toISOString() ?? null,
    error: job.error && errorResource(job.error),
    warnings: job.warnings,
    outputs: job.outputs.map((output) => outputResource(job.id, output)),
  };
}

/** What is known of the place of a cause is shown; nothing else that a later version may keep there. */
function errorResource({ code, message, task, pointer, src }: JobError): JobError {
  return {
    code,
    message,
    task,
    ...(pointer !== undefined && { pointer }),
    ...(src !== undefined && { src }),
  };
}

/** The object's name in the store stays inside. */
function outputResource(jobId: string, { object: _, contentType, ...output }: JobOutput): OutputResource {
  return {
    name: output.name,
    kind: output.kind,
    url: `${jobPath(jobId)}/outputs/${encodeURIComponent(output.name)}`,
    content_type: contentType,
    bytes: output.bytes,
    sha256: output.sha256,
    width: output.width,
    height: output.height,
    duration: output.duration,
  };
}
