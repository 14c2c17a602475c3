import { types } from 'node:util';
import { z } from 'zod';

/** Every failure code with what it means to the caller. Codes are stable: they are part of the API. */
export const FAILURE_CODES = {
  cancelled: 'The job was cancelled.',
  timed_out: 'The task ran longer than its command allows.',
  engine_mismatch: 'The worker makes other bytes than the ones that were planned for.',
  invalid_ticket: 'The ticket could not be read.',
  input_missing: 'An object that the task needs is not in the object store.',
  store_full: 'The object store has too little free space.',
  crashed: 'The worker vanished while it held the task, too many times.',
  internal: 'A defect or a fault of the platform.',
  fetch_refused: 'The address may not be fetched.',
  fetch_failed: 'The address did not answer with the file.',
  fetch_too_large: 'The file is larger than allowed.',
  media_unreadable: 'The file is no image, video or audio that can be read.',
  media_truncated: 'The file ends before its content does.',
  media_too_large: 'The picture has more pixels than allowed, or the medium is longer than allowed.',
  media_unsuitable: 'The medium lacks what the element needs, such as sound or a picture.',
  audio_too_long: 'The audio is longer than the speech engine accepts.',
  language_unsupported: 'No speech engine for this language is installed.',
  spec_impossible: 'The spec is well-formed, but the media make it impossible.',
  plan_timed_out: 'Dividing the job into tasks took too long, three times.',
  plan_too_large: 'Dividing the job into tasks took too much memory, three times.',
  plan_crashed: 'Dividing the job into tasks ended the process that did it, three times.',
  render_failed: 'ffmpeg could not make the bytes.',
} as const;

export type FailureCode = keyof typeof FAILURE_CODES;

const codes = Object.keys(FAILURE_CODES) as [FailureCode, ...FailureCode[]];

const MAX_MESSAGE = 4000;
const MAX_CAUSE = 8000;

/** Why a task did not succeed, as data. */
export const Failure = z.object({
  code: z.enum(codes),
  /** A sentence for the caller: what is wrong and what to do. No paths, secrets or stack traces. */
  message: z.string().max(MAX_MESSAGE),
  /** Whether another attempt can end otherwise. */
  retryable: z.boolean(),
  /** A delay that the other side asked for, in milliseconds. */
  retryAfterMs: z.int().min(0).max(86_400_000).optional(),
  /** For operators: the tail of ffmpeg's messages, the name of the error underneath. */
  cause: z.string().max(MAX_CAUSE).optional(),
});
export type Failure = z.infer<typeof Failure>;

/** A failure on its way up. Handlers throw it; everything else that they throw becomes `internal`, retryable. */
export class TaskError extends Error {
  readonly failure: Failure;

  constructor(code: FailureCode, message: string, more: Partial<Omit<Failure, 'code' | 'message'>> = {}) {
    super(message);
    this.name = 'TaskError';
    const { cause, ...rest } = more;
    this.failure = {
      code,
      message: storable(message, MAX_MESSAGE),
      retryable: false,
      ...rest,
      ...(cause !== undefined && { cause: storable(cause, MAX_CAUSE) }),
    };
  }
}

/** Any thrown value as a failure; what is not a {@link TaskError} is `internal` and worth another attempt. */
export function toFailure(error: unknown): Failure {
  if (error instanceof TaskError) return error.failure;
  return {
    code: 'internal',
    message: 'An unexpected error; the log of the worker has the details.',
    retryable: true,
    cause: storable(causeOf(error), MAX_CAUSE),
  };
}

/** Not by `instanceof Error`: an error of another context, such as Node's own under Jest, is none of this one's. */
function causeOf(thrown: unknown): string {
  if (types.isNativeError(thrown)) return thrown.stack ?? thrown.message;
  try {
    return String(thrown);
  } catch {
    return 'a thrown value that has no text';
  }
}

/** Cut to a length, without what Postgres can't keep in jsonb: NUL, and halves of surrogate pairs. */
function storable(text: string, most: number): string {
  return text.slice(0, most).replaceAll(/\0|\p{Surrogate}/gu, '\ufffd');
}
