import type { LookupFunction } from 'node:net';
import { Transform, type Readable } from 'node:stream';
import { TaskError } from '@reelmill/contracts';
import { Agent } from 'undici';
import {
  checkAnswer,
  contentLength,
  parseAddress,
  redirectTarget,
  tooLarge,
  type AnswerHead,
} from './answer-rules';
import { startDeadline } from './deadline';
import { guardedConnector } from './guarded-connector';
import { hostPort } from './host-port';
import { transportFailure } from './transport-failure';

export interface SafeFetchOptions {
  /** Private places that may be asked all the same, each in the form that `parseHostPort` gives. */
  allowPrivate: readonly string[];
  /** The largest body; a larger one fails with `fetch_too_large`, before it is read when its length is announced. */
  maxBytes: number;
  /** For all of it, from the first lookup to the last byte. */
  timeoutMs: number;
  /** For each connection, with lookup and TLS. */
  connectTimeoutMs: number;
  /** The longest silence of the server, before the headers and between parts of the body. */
  stallMs: number;
  maxRedirects: number;
  signal?: AbortSignal;
  /** Called as the body comes, with 0..1 of its announced length; never when no length was announced. */
  onProgress?: (fraction: number) => void;
  /** Replaces the system's name lookup. */
  lookup?: LookupFunction;
}

export interface FetchedFile {
  /** 200 or 203. */
  status: number;
  /** As the server said it, without parameters; null when it did not. */
  contentType: string | null;
  /** In bytes; null when the server did not say. A body of another length fails. */
  contentLength: number | null;
  /** After redirects. May hold secrets in its query. */
  finalUrl: string;
  /** Never decompressed. Fails as safeFetch does. Read it to its end or destroy it. */
  body: Readable;
}

/**
 * Downloads a file from an address that somebody else chose. Only http and https, only public unicast addresses,
 * on each redirect anew; nothing of the environment, such as a proxy or cookies, takes part.
 *
 * Throws TaskError `fetch_refused`, `fetch_too_large`, or `fetch_failed` (retryable unless the server gave a final
 * answer); after an abort the signal's reason. Messages name host and port, never path, query or credentials.
 */
export async function safeFetch(address: string, options: SafeFetchOptions): Promise<FetchedFile> {
  const { signal, maxBytes, maxRedirects } = options;
  signal?.throwIfAborted();
  const url = parseAddress(address);
  const agent = openAgent(options);
  const deadline = startDeadline(options);
  const release = (): void => {
    deadline.clear();
    void agent.destroy();
  };
  // Not by the request's own signal: undici heeds that only once a connection that is being opened is there.
  deadline.signal.addEventListener('abort', () => void agent.destroy(deadline.signal.reason as Error));
  try {
    const answer = await follow(url, { agent, maxRedirects });
    checkAnswer(answer, maxBytes);
    return {
      status: answer.status,
      contentType: mediaType(answer.headers['content-type']),
      contentLength: contentLength(answer.headers),
      finalUrl: answer.url.href,
      body: meteredBody(answer, { ...options, signal: deadline.signal }).once('close', release),
    };
  } catch (error) {
    release();
    deadline.signal.throwIfAborted();
    throw error;
  }
}

/** One for each download: a connection that was opened under other rules is never reused. */
function openAgent({ allowPrivate, connectTimeoutMs, stallMs, lookup }: SafeFetchOptions): Agent {
  return new Agent({
    connect: guardedConnector({ allowed: new Set(allowPrivate), timeoutMs: connectTimeoutMs, lookup }),
    headersTimeout: stallMs,
    bodyTimeout: stallMs,
  });
}

interface Answer extends AnswerHead {
  body: Readable;
}

async function follow(start: URL, options: { agent: Agent; maxRedirects: number }): Promise<Answer> {
  let url = start;
  for (let hop = 0; hop <= options.maxRedirects; hop += 1) {
    const answer = await ask(url, options.agent);
    const target = redirectTarget(answer);
    if (!target) return answer;
    answer.body.destroy();
    url = target;
  }
  throw new TaskError(
    'fetch_failed',
    `${hostPort(start)} redirects more than ${options.maxRedirects} times; give the final address.`,
  );
}

async function ask(url: URL, agent: Agent): Promise<Answer> {
  try {
    const { statusCode, headers, body } = await agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: 'GET',
      headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'reelmill' },
    });
    // A body that is dropped ends with an error that concerns nobody.
    body.on('error', () => undefined);
    return { url, status: statusCode, headers: firstValues(headers), body };
  } catch (error) {
    throw transportFailure(hostPort(url), error);
  }
}

/** undici gives a list for a header that was sent more than once. */
function firstValues(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): AnswerHead['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

function meteredBody(
  { url, headers, body }: Answer,
  {
    maxBytes,
    signal,
    onProgress,
  }: Pick<SafeFetchOptions, 'maxBytes' | 'onProgress'> & { signal: AbortSignal },
): Readable {
  const host = hostPort(url);
  const announced = contentLength(headers);
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) return done(tooLarge(host, maxBytes));
      if (announced !== null) onProgress?.(bytes / announced);
      done(null, chunk);
    },
  });
  body.on('error', (error) =>
    meter.destroy(signal.aborted ? (signal.reason as Error) : transportFailure(host, error)),
  );
  // A reader that comes later still finds the error; without one it must not end the process.
  meter.on('error', () => undefined);
  meter.once('close', () => body.destroy());
  return body.pipe(meter);
}

/** `image/png; q=1` gives `image/png`; null for what is no media type. */
function mediaType(header: string | undefined): string | null {
  const [type = ''] = (header ?? '').split(';', 1);
  return /^[\w.+-]{1,99}\/[\w.+-]{1,99}$/.test(type.trim()) ? type.trim().toLowerCase() : null;
}
