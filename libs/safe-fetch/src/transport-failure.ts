import { TaskError } from '@reelmill/contracts';

const WHAT_HAPPENED: Readonly<Record<string, string>> = {
  ENOTFOUND: 'has no address',
  EAI_AGAIN: 'could not be looked up',
  ECONNREFUSED: 'refused the connection',
  EHOSTUNREACH: "can't be reached",
  ENETUNREACH: "can't be reached",
  ETIMEDOUT: 'did not accept the connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'did not accept the connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'did not begin to answer in time',
  UND_ERR_BODY_TIMEOUT: 'stopped sending before the file was complete',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'sent a file of another length than it said',
  UND_ERR_SOCKET: 'closed the connection before the file was complete',
  ECONNRESET: 'closed the connection before the file was complete',
};

/** What went wrong between us and a host (`host:port`), as a failure worth another attempt. */
export function transportFailure(host: string, error: unknown): TaskError {
  if (error instanceof TaskError) return error;
  const code = codeOf(error);
  const what = WHAT_HAPPENED[code] ?? `could not be talked to (${code})`;
  return new TaskError('fetch_failed', `${host} ${what}; try again later or use another address.`, {
    retryable: true,
    cause: String(error).slice(0, 8000),
  });
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown error';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown error';
}
