import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { TaskError } from '@reelmill/contracts';
import { Agent } from 'undici';
import { checkAnswer, contentLength, parseAddress, redirectTarget, type AnswerHead } from './answer-rules';
import { Deadline } from './deadline';
import { guardedConnector } from './guarded-connector';
import { hostPort } from './host-port';
import type { HostTurns } from './host-turns';
import { meteredBody, type LeastRate } from './metered-body';
import { transportFailure } from './transport-failure';
import { Turn } from './turn';

export interface SafeFetchOptions {
  /** Private places that may be asked all the same, each in the form that `parseHostPort` gives. */
  allowPrivate: readonly string[];
  /** Ports of public places that may be asked. */
  allowPorts: readonly number[];
  /** Shared by all downloads of a process: how many at once one host is asked for. */
  turns: HostTurns;
  /** The largest body; a larger one fails with `fetch_too_large`, before it is read when its length is announced. */
  maxBytes: number;
  /** For waiting until it is this download's turn at its host, and at each that it is redirected to, together. */
  turnTimeoutMs: number;
  /** For all the rest, to the last byte. */
  timeoutMs: number;
  /** For each connection, with lookup and TLS. */
  connectTimeoutMs: number;
  /** The longest silence of the server, before the headers and between parts of the body. */
  stallMs: number;
  /** The slowest that the body may come. */
  leastRate: LeastRate;
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
 * answer or took all of `timeoutMs`; that its turn did not come is retryable); after an abort the signal's reason.
 * Messages name host and port, never path, query or credentials.
 */
export async function safeFetch(address: string, options: SafeFetchOptions): Promise<FetchedFile> {
  options.signal?.throwIfAborted();
  const url = parseAddress(address);
  const agent = openAgent(options);
  const deadline = new Deadline(options.signal);
  const turn = new Turn(deadline, options);
  const { signal } = deadline;
  const release = (): void => {
    deadline.clear();
    void agent.destroy();
    turn.end();
  };
  // Not by the request's own signal: undici heeds that only once a connection that is being opened is there.
  signal.addEventListener('abort', () => void agent.destroy(signal.reason as Error));
  try {
    const answer = await follow(url, { ...options, agent, turn });
    checkAnswer(answer, options.maxBytes);
    return {
      status: answer.status,
      contentType: mediaType(answer.headers['content-type']),
      contentLength: contentLength(answer.headers),
      finalUrl: answer.url.href,
      body: meteredBody(answer, { ...options, signal }).once('close', release),
    };
  } catch (error) {
    release();
    signal.throwIfAborted();
    throw error;
  }
}

/** One for each download: a connection that was opened under other rules is never reused. */
function openAgent({ allowPrivate, allowPorts, connectTimeoutMs, stallMs, lookup }: SafeFetchOptions): Agent {
  return new Agent({
    connect: guardedConnector({
      allowed: new Set(allowPrivate),
      ports: new Set(allowPorts),
      timeoutMs: connectTimeoutMs,
      lookup,
    }),
    headersTimeout: stallMs,
    bodyTimeout: stallMs,
  });
}

interface Answer extends AnswerHead {
  body: Readable;
}

interface Journey extends Pick<SafeFetchOptions, 'maxRedirects'> {
  agent: Agent;
  turn: Turn;
}

async function follow(start: URL, journey: Journey): Promise<Answer> {
  let url = start;
  for (let hop = 0; hop <= journey.maxRedirects; hop += 1) {
    await journey.turn.take(url);
    const answer = await ask(url, journey.agent);
    const target = redirectTarget(answer);
    if (!target) return answer;
    answer.body.destroy();
    journey.turn.end();
    url = target;
  }
  throw new TaskError(
    'fetch_failed',
    `${hostPort(start)} redirects more than ${journey.maxRedirects} times; give the final address.`,
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

/** `image/png; q=1` gives `image/png`; null for what is no media type. */
function mediaType(header: string | undefined): string | null {
  const [type = ''] = (header ?? '').split(';', 1);
  return /^[\w.+-]{1,99}\/[\w.+-]{1,99}$/.test(type.trim()) ? type.trim().toLowerCase() : null;
}
