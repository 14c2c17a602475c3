import { TaskError } from '@reelmill/contracts';
import { hostPort } from './host-port';

const MAX_RETRY_AFTER_MS = 86_400_000;
/** RFC 9110 §15.5: the request may succeed later as it is. */
const RETRYABLE_4XX: ReadonlySet<number> = new Set([408, 425, 429]);
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const COMPRESSIONS: ReadonlySet<string> = new Set([
  'gzip',
  'x-gzip',
  'deflate',
  'br',
  'zstd',
  'compress',
  'x-compress',
]);

/** What a server says before the body; header names in lower case. */
export interface AnswerHead {
  url: URL;
  status: number;
  headers: Readonly<Record<string, string | undefined>>;
}

/** An address that may be asked, before its host is looked up. Messages never hold its path, query or credentials. */
export function parseAddress(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href))
    throw refused("The address can't be read; give a complete http or https address.");
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refused('Only http and https addresses can be fetched.');
  }
  if (url.username || url.password) {
    throw refused(
      `The address at ${hostPort(url)} has a user name or password in it; give one that works without.`,
    );
  }
  return url;
}

/** Where a redirect leads, or null when the answer is none. */
export function redirectTarget({ url: from, status, headers: { location } }: AnswerHead): URL | null {
  if (!REDIRECTS.has(status) || location === undefined) return null;
  const target = parseAddress(location, from);
  if (from.protocol === 'https:' && target.protocol === 'http:') {
    throw refused(
      `${hostPort(from)} redirects from https to http, which is not followed; give the final address.`,
    );
  }
  return target;
}

/** How many bytes the body has; null when the answer does not say. */
export function contentLength(headers: AnswerHead['headers']): number | null {
  const value = headers['content-length'];
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : null;
}

/** Throws unless the answer brings the file, as it is, and not too large. */
export function checkAnswer(answer: AnswerHead, maxBytes: number): void {
  if (answer.status !== 200 && answer.status !== 203) throw statusFailure(answer);
  const host = hostPort(answer.url);
  const coding = answer.headers['content-encoding']?.trim().toLowerCase();
  if (coding !== undefined && COMPRESSIONS.has(coding)) {
    throw new TaskError(
      'fetch_failed',
      `${host} sends the file only with the encoding ${coding}; it has to serve the plain file.`,
    );
  }
  const length = contentLength(answer.headers);
  if (length !== null && length > maxBytes) throw tooLarge(host, maxBytes);
}

function statusFailure({ url, status, headers }: AnswerHead): TaskError {
  const retryable = status >= 500 || RETRYABLE_4XX.has(status);
  const retryAfterMs = retryable ? parseRetryAfter(headers['retry-after'], Date.now()) : undefined;
  const advice = retryable ? 'try again later' : 'check that the address gives the file to anyone who asks';
  return new TaskError('fetch_failed', `${hostPort(url)} answered with status ${status}; ${advice}.`, {
    retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** `Retry-After` as seconds or a date (RFC 9110 §10.2.3), in milliseconds from `now`, at most a day. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const waitMs = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), MAX_RETRY_AFTER_MS);
}

export const tooLarge = (host: string, maxBytes: number): TaskError =>
  new TaskError(
    'fetch_too_large',
    `The file at ${host} is larger than the ${maxBytes} bytes that are allowed; use a smaller one.`,
  );

export const tooSlow = (host: string, bytesPerSecond: number): TaskError =>
  new TaskError(
    'fetch_failed',
    `${host} sends less than the ${bytesPerSecond / 1024} KiB a second that are asked for; use a faster host.`,
    { retryable: true },
  );

/** Final: another attempt would hold a worker for as long again. */
export const tooLate = (timeoutMs: number): TaskError =>
  new TaskError(
    'fetch_failed',
    `The download took longer than the ${timeoutMs / 1000} seconds that are allowed; use a smaller file or a faster host.`,
  );

/** Not the host's fault, nor the file's: other downloads were before it all the time. */
export const neverItsTurn = (host: string): TaskError =>
  new TaskError(
    'fetch_failed',
    `${host} is asked for many files at once, and this one's turn did not come in time; try again later.`,
    { retryable: true },
  );

export const refused = (message: string): TaskError => new TaskError('fetch_refused', message);

/** The same for a host without any address: nobody is told which names an inner network has. */
export const notPublic = (host: string): TaskError =>
  refused(
    `${host} has no address on the public internet, where files are fetched from; use a public address, ` +
      `or have the operator name ${host} in FETCH_ALLOW_PRIVATE.`,
  );

export const closedPort = (host: string, port: number): TaskError =>
  refused(
    `Nothing is fetched from port ${port} of ${host}; use an address with a usual port, ` +
      `or have the operator name ${port} in FETCH_ALLOW_PORTS.`,
  );
