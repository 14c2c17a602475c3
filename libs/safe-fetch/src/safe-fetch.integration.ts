import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import type { LookupFunction } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { TaskError } from '@reelmill/contracts';
import {
  at,
  closeServers,
  download,
  failsWith,
  failureOf,
  options,
  resolvesTo,
  say,
  serve,
  servers,
  sockets,
} from './hosts.fixture';
import { safeFetch } from './safe-fetch';

afterEach(closeServers);

describe('a file', () => {
  it('arrives byte for byte, with what the server said of it', async () => {
    const bytes = randomBytes(500_000);
    const asked: unknown[] = [];
    const port = await serve((request, response) => {
      asked.push(request.method, request.url, request.headers['accept-encoding']);
      response
        .writeHead(200, { 'content-type': 'Image/PNG; q=1', 'content-length': bytes.length })
        .end(bytes);
    });
    const file = await safeFetch(at(port, '/a%20b?c=d#e'), options([port]));
    expect(file).toMatchObject({ status: 200, contentType: 'image/png', contentLength: 500_000 });
    expect(file.finalUrl).toBe(at(port, '/a%20b?c=d#e'));
    expect(bytes.equals(await buffer(file.body))).toBe(true);
    expect(asked).toEqual(['GET', '/a%20b?c=d', 'identity']);
  });

  it('tells how much of it has come', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 400_000 });
      response.write(Buffer.alloc(100_000));
      response.end(Buffer.alloc(300_000));
    });
    const told: number[] = [];
    await download(at(port), options([port], { onProgress: (fraction) => told.push(fraction) }));
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told[0]).toBeLessThan(1);
    expect(told.at(-1)).toBe(1);
  });

  it('may come in chunks, without type or length', async () => {
    const port = await serve((_request, response) => {
      response.write('one ');
      response.end('two');
    });
    const file = await safeFetch(at(port), options([port]));
    expect(file).toMatchObject({ contentType: null, contentLength: null });
    expect((await buffer(file.body)).toString()).toBe('one two');
  });

  it('is not decompressed: a compressed answer fails', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const port = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    expect(await failureOf(download(at(port), options([port])))).toMatchObject({
      code: 'fetch_failed',
      retryable: false,
    });
  });

  it('that is a gzip file stays one', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    const port = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/gzip' }).end(bomb),
    );
    expect(bomb.equals(await download(at(port), options([port])))).toBe(true);
  });

  it('that is announced as too large is not read', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 1_000_001 });
      response.flushHeaders();
    });
    expect(await failureOf(safeFetch(at(port), options([port])))).toMatchObject({
      code: 'fetch_too_large',
      retryable: false,
    });
  });

  it('that never ends is stopped, and its connection closed', async () => {
    const closed = new Promise<void>((resolve) => {
      void serve((_request, response) => {
        const more = (): void => {
          while (response.write(Buffer.alloc(65_536)));
        };
        response.on('drain', more).once('close', resolve);
        more();
      }).then(async (port) => {
        expect(await failureOf(download(at(port), options([port])))).toMatchObject({
          code: 'fetch_too_large',
        });
      });
    });
    await closed;
  });

  it.each([
    ['shorter than announced', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort'],
    ['cut off between chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n'],
    ['cut off in a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nshort'],
  ])('that is %s fails and is worth another attempt', async (_what, text) => {
    const port = await say(text);
    expect(await failureOf(download(at(port), options([port])))).toMatchObject({
      code: 'fetch_failed',
      retryable: true,
      message: expect.stringContaining(`127.0.0.1:${port}`) as string,
    });
  });

  it('ends where its announced length ends', async () => {
    const port = await say('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlonger than that');
    const file = await safeFetch(at(port), options([port]));
    const bytes = await buffer(file.body).catch((error: unknown) => error);
    if (bytes instanceof Buffer) expect(bytes.toString()).toBe('long');
    else expect(bytes).toMatchObject({ failure: { code: 'fetch_failed' } });
  });
});

describe('private places', () => {
  const never: RequestListener = (_request, response) => response.end('secret');

  it('are refused by address, with the way to allow them and no word of the rest', async () => {
    const port = await serve(never);
    expect(await failureOf(safeFetch(at(port, '/path?token=abc'), options([])))).toEqual({
      code: 'fetch_refused',
      retryable: false,
      message:
        `127.0.0.1:${port} has no address on the public internet, where files are fetched from; use a public address, ` +
        `or have the operator name 127.0.0.1:${port} in FETCH_ALLOW_PRIVATE.`,
    });
  });

  it.each([
    'http://2130706433',
    'http://0x7f.1',
    'http://0177.0.0.1',
    'http://0',
    'http://[::ffff:127.0.0.1]',
    'http://localhost',
  ])('are refused when spelt %s', async (origin) => {
    const port = await serve(never);
    expect(await failureOf(safeFetch(`${origin}:${port}/`, options([])))).toMatchObject({
      code: 'fetch_refused',
    });
  });

  it('are refused on IPv6 too, and open by name', async () => {
    const port = await serve(never, '::1');
    expect(await failureOf(safeFetch(`http://[::1]:${port}/`, options([])))).toMatchObject({
      code: 'fetch_refused',
    });
    const allowed = options([], { allowPrivate: [`[::1]:${port}`] });
    expect((await download(`http://[::1]:${port}/`, allowed)).toString()).toBe('secret');
  });

  it.each([
    ['127.0.0.1'],
    ['10.0.0.1'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['64:ff9b::7f00:1'],
    ['93.184.215.14', '127.0.0.1'],
  ])('are refused behind a public name that leads to %s', async (...addresses) => {
    const port = await serve(never);
    const lookup = resolvesTo(...addresses);
    const result = safeFetch(`http://media.test:${port}/`, options([port], { lookup }));
    expect(await failureOf(result)).toMatchObject({
      code: 'fetch_refused',
      message: expect.stringContaining(`media.test:${port}`) as string,
    });
  });

  it('get no second chance to be something else: a name is looked up once a connection', async () => {
    let lookups = 0;
    const lookup: LookupFunction = (name, more, done) => {
      lookups += 1;
      resolvesTo(lookups === 1 ? '127.0.0.1' : '93.184.215.14')(name, more, done);
    };
    expect(await failureOf(safeFetch('http://media.test/', options([], { lookup })))).toMatchObject({
      code: 'fetch_refused',
    });
    expect(lookups).toBe(1);
  });

  it('open only for the host and port that are named, not for another name of the same place', async () => {
    const port = await serve(never);
    const other = await serve(never);
    expect(await failureOf(safeFetch(at(other), options([port])))).toMatchObject({ code: 'fetch_refused' });
    expect(await failureOf(safeFetch(`http://localhost:${port}/`, options([port])))).toMatchObject({
      code: 'fetch_refused',
    });
  });
});

describe('redirects', () => {
  const redirectTo = (location: string, status = 302): Promise<number> =>
    serve((_request, response) => response.writeHead(status, { location }).end('moved'));

  it('are followed across hosts', async () => {
    const target = await serve((request, response) => response.end(`found ${request.url}`));
    const port = await redirectTo(at(target, '/there?x=1'), 307);
    const file = await safeFetch(at(port), options([port, target]));
    expect(file.finalUrl).toBe(at(target, '/there?x=1'));
    expect((await buffer(file.body)).toString()).toBe('found /there?x=1');
  });

  it('to a private place are refused', async () => {
    let asked = false;
    const secret = await serve((_request, response) => {
      asked = true;
      response.end('secret');
    });
    const port = await redirectTo(at(secret, '/latest/meta-data'));
    expect(await failureOf(safeFetch(at(port), options([port])))).toMatchObject({
      code: 'fetch_refused',
      message: expect.stringContaining(`127.0.0.1:${secret} `) as string,
    });
    expect(asked).toBe(false);
  });

  it.each(['file:///etc/passwd', 'gopher://127.0.0.1/', 'http://user:secret@127.0.0.1/'])(
    'to %s are refused',
    async (location) => {
      const port = await redirectTo(location);
      const failure = await failureOf(safeFetch(at(port), options([port])));
      expect(failure.code).toBe('fetch_refused');
      expect(failure.message).not.toContain('secret');
    },
  );

  it('in a circle end', async () => {
    const port = await redirectTo('/');
    const failure = await failureOf(safeFetch(at(port), options([port])));
    expect(failure).toMatchObject({ code: 'fetch_failed', retryable: false });
    expect(failure.message).toContain('redirects more than 3 times');
  });

  it('with a body that never ends cost nothing', async () => {
    const target = await serve((_request, response) => response.end('found'));
    const port = await serve((_request, response) => {
      response.writeHead(302, { location: at(target) });
      response.write('x');
    });
    expect((await download(at(port), options([port, target]))).toString()).toBe('found');
  });
});

describe('a server', () => {
  it('that is busy says when to come back', async () => {
    const port = await serve((_request, response) => response.writeHead(503, { 'retry-after': '7' }).end());
    expect(await failureOf(safeFetch(at(port), options([port])))).toMatchObject({
      code: 'fetch_failed',
      retryable: true,
      retryAfterMs: 7000,
    });
  });

  it('that does not have the file ends the matter', async () => {
    const port = await serve((_request, response) => response.writeHead(404).end('nothing here'));
    expect(await failureOf(safeFetch(at(port), options([port])))).toMatchObject({
      code: 'fetch_failed',
      retryable: false,
    });
  });

  it('that says a header twice is understood', async () => {
    const port = await serve((_request, response) =>
      response
        .writeHead(
          429,
          [
            ['Retry-After', '1'],
            ['Retry-After', '2'],
            ['Content-Type', 'a/b'],
            ['Content-Type', 'c/d'],
          ].flat(),
        )
        .end(),
    );
    expect(await failureOf(safeFetch(at(port), options([port])))).toMatchObject({
      code: 'fetch_failed',
      retryAfterMs: 1000,
    });
  });

  it('that is not there is worth another attempt', async () => {
    const port = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const failure = await failureOf(safeFetch(at(port), options([port])));
    expect(failure).toMatchObject({ code: 'fetch_failed', retryable: true });
    expect(failure.message).toContain('refused the connection');
  });

  it('whose name cannot be looked up just now is worth another attempt', async () => {
    const failure = await failureOf(
      safeFetch('http://later.test/', options([], { lookup: failsWith('EAI_AGAIN') })),
    );
    expect(failure).toMatchObject({ code: 'fetch_failed', retryable: true });
    expect(failure.message).toContain('later.test:80 could not be looked up');
  });

  it('that talks no HTTP fails', async () => {
    const port = await say('SSH-2.0-OpenSSH_9.2\r\n');
    expect(await failureOf(safeFetch(at(port), options([port])))).toMatchObject({ code: 'fetch_failed' });
  });

  it('that never answers is left', async () => {
    const port = await serve(() => undefined);
    const failure = await failureOf(safeFetch(at(port), options([port], { stallMs: 200 })));
    expect(failure).toMatchObject({ code: 'fetch_failed', retryable: true });
    expect(failure.message).toContain('did not begin to answer');
  });

  it('that stalls in the body is left', async () => {
    const port = await serve((_request, response) => void response.write('a beginning'));
    const failure = await failureOf(download(at(port), options([port], { stallMs: 200 })));
    expect(failure).toMatchObject({ code: 'fetch_failed', retryable: true });
    expect(failure.message).toContain('stopped sending');
  });

  it('that drips is left when all the time is over', async () => {
    const port = await serve((_request, response) => {
      const drip = setInterval(() => response.write('.'), 20);
      response.once('close', () => clearInterval(drip));
    });
    const failure = await failureOf(download(at(port), options([port], { timeoutMs: 300 })));
    expect(failure).toMatchObject({ code: 'fetch_failed', retryable: false });
    expect(failure.message).toContain('longer than the 0.3 seconds');
  });

  it('that drips is left once it does so for a while', async () => {
    const port = await serve((_request, response) => {
      const drip = setInterval(() => response.write('.'), 20);
      response.once('close', () => clearInterval(drip));
    });
    const leastRate = { bytesPerSecond: 65_536, windowMs: 100 };
    const failure = await failureOf(download(at(port), options([port], { leastRate })));
    expect(failure).toMatchObject({ code: 'fetch_failed', retryable: true });
    expect(failure.message).toContain('less than the 64 KiB a second');
  });

  it('is not called slow for a reader who is', async () => {
    const port = await serve((_request, response) => response.end(Buffer.alloc(900_000)));
    const leastRate = { bytesPerSecond: 65_536, windowMs: 20 };
    const file = await safeFetch(at(port), options([port], { leastRate }));
    await delay(200);
    expect(await buffer(file.body)).toHaveLength(900_000);
  });

  it('that waits with its name is left when all the time is over', async () => {
    const lookup: LookupFunction = () => undefined;
    const failure = await failureOf(safeFetch('http://slow.test/', options([], { lookup, timeoutMs: 200 })));
    expect(failure.retryable).toBe(false);
    expect(failure.message).toContain('longer than the 0.2 seconds');
  });
});

describe('an abort', () => {
  const reason = new TaskError('cancelled', 'The job was cancelled.');

  it('before the start asks nobody', async () => {
    const result = safeFetch('http://media.test/', options([], { signal: AbortSignal.abort(reason) }));
    await expect(result).rejects.toBe(reason);
  });

  it('while a name is looked up does not wait for it', async () => {
    const abort = new AbortController();
    const lookup: LookupFunction = () => abort.abort(reason);
    await expect(safeFetch('http://slow.test/', options([], { lookup, signal: abort.signal }))).rejects.toBe(
      reason,
    );
  });

  it('while the server thinks ends with its reason and closes the connection', async () => {
    const abort = new AbortController();
    let closed = false;
    const port = await serve((request) => {
      request.socket.once('close', () => (closed = true));
      abort.abort(reason);
    });
    await expect(safeFetch(at(port), options([port], { signal: abort.signal }))).rejects.toBe(reason);
    await Promise.all([...sockets].map((socket) => once(socket, 'close')));
    expect(closed).toBe(true);
  });

  it('while the body comes ends the body with its reason', async () => {
    const abort = new AbortController();
    const port = await serve((_request, response) => void response.write('a beginning'));
    const file = await safeFetch(at(port), options([port], { signal: abort.signal }));
    file.body.once('data', () => abort.abort(reason));
    await expect(buffer(file.body)).rejects.toBe(reason);
  });

  it('by the reader, who destroys the body, closes the connection', async () => {
    const port = await serve((_request, response) => void response.write('a beginning'));
    const file = await safeFetch(at(port), options([port]));
    const gone = Promise.all([...sockets].map((socket) => once(socket, 'close')));
    file.body.destroy();
    expect(await gone).toHaveLength(1);
  });
});
