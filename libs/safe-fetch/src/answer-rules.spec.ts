import { TaskError, type Failure } from '@reelmill/contracts';
import { checkAnswer, contentLength, parseAddress, parseRetryAfter, redirectTarget } from './answer-rules';

const failureOf = (act: () => unknown): Failure => {
  try {
    act();
  } catch (error) {
    if (error instanceof TaskError) return error.failure;
    throw error;
  }
  throw new Error('did not throw');
};
const url = new URL('https://media.test/secret-path?token=secret-query');
const statusOf = (status: number, headers = {}): Failure =>
  failureOf(() => checkAnswer({ url, status, headers }, 100));

describe('addresses', () => {
  it.each([
    'ftp://a.test/x',
    'file:///etc/passwd',
    'data:text/plain,x',
    'gopher://a.test',
    'blob:http://a.test/x',
    '//a.test/x',
    'x',
    'http://',
  ])('refuses %s', (text) =>
    expect(failureOf(() => parseAddress(text))).toMatchObject({ code: 'fetch_refused', retryable: false }),
  );

  it('refuses credentials and does not repeat them', () => {
    const failure = failureOf(() => parseAddress('http://user:secret@a.test/secret?secret'));
    expect(failure.code).toBe('fetch_refused');
    expect(failure.message).toContain('a.test:80');
    expect(failure.message).not.toMatch(/secret/);
  });
});

const redirect = (from: URL, status: number, location?: string): string | undefined =>
  redirectTarget({ url: from, status, headers: { location } })?.href;

describe('redirects', () => {
  it('are resolved against the address that gave them', () => {
    expect(redirect(url, 302, '/b?c')).toBe('https://media.test/b?c');
    expect(redirect(url, 308, '//other.test/b')).toBe('https://other.test/b');
    expect(redirect(new URL('http://a.test'), 301, 'https://a.test/')).toBe('https://a.test/');
  });

  it('are only those statuses that name a place', () => {
    expect(redirect(url, 200, '/b')).toBeUndefined();
    expect(redirect(url, 304, '/b')).toBeUndefined();
    expect(redirect(url, 302)).toBeUndefined();
  });

  it.each(['http://media.test/', 'file:///etc/passwd', 'https://u:p@media.test/'])(
    'to %s are refused',
    (location) => expect(failureOf(() => redirect(url, 302, location)).code).toBe('fetch_refused'),
  );
});

describe('answers', () => {
  it.each([400, 401, 403, 404, 410, 451, 302, 304, 204, 206])('%d is final', (status) => {
    expect(statusOf(status, { 'retry-after': '5' })).toEqual({
      code: 'fetch_failed',
      message: `media.test:443 answered with status ${status}; check that the address gives the file to anyone who asks.`,
      retryable: false,
    });
  });

  it.each([408, 425, 429, 500, 502, 503, 504])(
    '%d is worth another attempt, when the server says',
    (status) => {
      expect(statusOf(status)).toMatchObject({ code: 'fetch_failed', retryable: true });
      expect(statusOf(status, { 'retry-after': '5' })).toMatchObject({ retryAfterMs: 5000 });
    },
  );

  it('of 200 are taken when they are plain and small enough', () => {
    expect(() => checkAnswer({ url, status: 200, headers: { 'content-length': '100' } }, 100)).not.toThrow();
    expect(() =>
      checkAnswer({ url, status: 200, headers: { 'content-encoding': 'identity' } }, 100),
    ).not.toThrow();
    expect(statusOf(200, { 'content-length': '101' })).toMatchObject({
      code: 'fetch_too_large',
      retryable: false,
    });
    expect(statusOf(200, { 'content-encoding': 'GZIP' })).toMatchObject({
      code: 'fetch_failed',
      retryable: false,
    });
  });

  it('say their length in digits or not at all', () => {
    expect(contentLength({ 'content-length': '12' })).toBe(12);
    expect(contentLength({ 'content-length': '-1' })).toBeNull();
    expect(contentLength({})).toBeNull();
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    ['7', 7000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['99999999999', 86_400_000],
    ['soon', undefined],
    [undefined, undefined],
  ])('%s is %s ms', (value, expected) => expect(parseRetryAfter(value, now)).toBe(expected));
});
