import { STATUS_CODES } from 'node:http';

/** One thing that is wrong with a request: in its body (`pointer`, RFC 6901, from the body's root) or in its query. */
export type ProblemError = { pointer: string; message: string } | { parameter: string; message: string };

export interface ProblemOptions {
  status: number;
  /** Stable, snake_case; what clients switch on. */
  code: string;
  /** A sentence: what is wrong and what to do. Never a path, a secret or a stack trace. */
  detail: string;
  errors?: readonly ProblemError[];
  /** Headers of the answer, such as Allow or Retry-After. */
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
}

/** The body of an error answer, `application/problem+json` of RFC 9457; `code`, `trace_id` and `errors` are extensions. */
export interface ProblemBody {
  type: 'about:blank';
  title: string;
  status: number;
  detail: string;
  code: string;
  trace_id: string;
  errors?: readonly ProblemError[];
}

/** More would only make an answer as large as a hostile body. */
const MAX_ERRORS = 200;

/** An error answer on its way up: controllers throw it, {@link ProblemFilter} sends it. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors?: readonly ProblemError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor({ status, code, detail, errors, headers = {}, cause }: ProblemOptions) {
    super(detail, { cause });
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.errors = errors;
    this.headers = headers;
  }

  /** `about:blank` says that the title is the status phrase, RFC 9457 section 4.2.1. */
  toBody(traceId: string): ProblemBody {
    return {
      type: 'about:blank',
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.message,
      code: this.code,
      trace_id: traceId,
      ...(this.errors && { errors: this.errors.slice(0, MAX_ERRORS) }),
    };
  }
}
