import { HttpException } from '@nestjs/common';
import { isDatabaseFull, isDatabaseOutage } from '@reelmill/persistence';
import { Problem } from './problem';

/** What a caller is told of any thrown value; only a {@link Problem} and Nest's own 4xx speak for themselves. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException && error.getStatus() < 500) return fromNest(error);
  if (isStoreFull(error)) return full('store', error);
  if (isDatabaseFull(error)) return full('database', error);
  if (isDatabaseOutage(error)) {
    return new Problem({
      status: 503,
      code: 'database_unavailable',
      detail: 'The database does not answer; try again in a few seconds.',
      headers: { 'Retry-After': '5' },
      cause: error,
    });
  }
  return new Problem({
    status: 500,
    code: 'internal',
    detail: 'An unexpected error; the log of the gateway has the details under this trace_id.',
    cause: error,
  });
}

/** Also the object store's own error, of less space than has to stay free, has the code of the system's. */
const isStoreFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');

const full = (what: 'store' | 'database', cause: unknown): Problem =>
  new Problem({
    status: 507,
    code: `${what}_full`,
    detail: `The ${what === 'store' ? 'object store' : what} is full; try again when its operator has made room.`,
    headers: { 'Retry-After': '60' },
    cause,
  });

function fromNest(error: HttpException): Problem {
  const status = error.getStatus();
  if (status === 404) {
    return new Problem({
      status,
      code: 'not_found',
      detail: 'There is nothing at this address; the API begins at /v1.',
    });
  }
  return new Problem({ status, code: 'bad_request', detail: error.message });
}
