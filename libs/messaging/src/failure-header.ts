import { Failure } from '@reelmill/contracts';

/** Why a readable ticket is dead: a `Failure` as JSON. */
export const FAILURE_HEADER = 'x-reelmill-failure';
/** Why bytes could not be read. */
export const REASON_HEADER = 'x-reelmill-reason';

/** All headers together must stay under the 64 KiB that the protocol's client encodes. */
const MAX_MESSAGE = 2000;
const MAX_CAUSE = 4000;

export function failureHeader(failure: Failure): string {
  const { message, cause } = failure;
  const short = {
    ...failure,
    message: message.slice(0, MAX_MESSAGE),
    ...(cause && { cause: cause.slice(0, MAX_CAUSE) }),
  };
  return JSON.stringify(short);
}

/** Null when the header is absent or no failure. */
export function readFailureHeader(header: unknown): Failure | null {
  if (typeof header !== 'string') return null;
  try {
    return Failure.safeParse(JSON.parse(header)).data ?? null;
  } catch {
    return null;
  }
}
