import os, { type NetworkInterfaceInfo } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { HostTurns } from './host-turns';
import {
  at,
  closeServers,
  download,
  failsWith,
  failureOf,
  options,
  resolvesTo,
  serve,
} from './hosts.fixture';
import { safeFetch } from './safe-fetch';

afterEach(closeServers);

describe('what is not fetched from', () => {
  it('is said in the same words of a name without an address as of one with a private address', async () => {
    const [absent, inner] = [failsWith('ENOTFOUND'), resolvesTo('10.0.0.1')].map((lookup) =>
      failureOf(safeFetch('http://inner.test/', options([], { lookup }))),
    );
    expect(await absent).toEqual(await inner);
    expect((await inner)!.code).toBe('fetch_refused');
  });

  it('are the own addresses of this host', async () => {
    const eth0 = { address: '93.184.215.14' } as NetworkInterfaceInfo;
    const interfaces = jest.spyOn(os, 'networkInterfaces').mockReturnValue({ eth0: [eth0] });
    const lookup = resolvesTo('93.184.215.14');
    const failures = await Promise.all(
      ['http://93.184.215.14/', 'http://[::ffff:93.184.215.14]/', 'http://this-host.test/'].map((url) =>
        failureOf(safeFetch(url, options([], { lookup, connectTimeoutMs: 50 }))),
      ),
    );
    interfaces.mockRestore();
    expect(failures.map(({ code }) => code)).toEqual(Array(3).fill('fetch_refused'));
  });

  it.each(['http://media.test:25/', 'http://93.184.215.14:6379/', 'https://media.test:80/'])(
    'are ports that are not named: %s',
    async (url) => {
      const lookup = resolvesTo('93.184.215.14');
      const failure = await failureOf(safeFetch(url, options([], { lookup, allowPorts: [443] })));
      expect(failure).toMatchObject({ code: 'fetch_refused', retryable: false });
      expect(failure.message).toMatch(
        /^Nothing is fetched from port (25|6379|80) of .* FETCH_ALLOW_PORTS\.$/,
      );
    },
  );
});

describe('many files of one host', () => {
  it('come a few at a time, the next when one is over', async () => {
    const asked: (string | undefined)[] = [];
    const port = await serve(({ url }, response) => {
      asked.push(url);
      if (url === '/marker') response.end();
      else response.write('a beginning');
    });
    const turns = new HostTurns(2);
    const allowed = options([port], { turns, allowPrivate: [`127.0.0.1:${port}`, `localhost:${port}`] });
    const [first] = await Promise.all([
      safeFetch(at(port, '/1'), allowed),
      safeFetch(at(port, '/2'), allowed),
    ]);
    const third = safeFetch(at(port, '/3'), allowed);
    // By another name, so in no line: what was to be asked for before it has been.
    await download(`http://localhost:${port}/marker`, allowed);
    expect(asked.sort()).toEqual(['/1', '/2', '/marker']);
    first.body.destroy();
    (await third).body.destroy();
    expect(asked).toContain('/3');
  });

  it('are not held up by what one of them came to', async () => {
    const port = await serve(({ url }, response) => {
      if (url === '/absent') response.writeHead(404).end('none');
      else if (url === '/away') response.writeHead(302, { location: 'file:///etc/passwd' }).end();
      else if (url === '/circle') response.writeHead(302, { location: '/circle' }).end();
      else if (url === '/cut') response.destroy();
      else response.end('found');
    });
    const one = options([port], { turns: new HostTurns(1) });
    for (const path of ['/absent', '/away', '/circle', '/cut'])
      await expect(download(at(port, path), one)).rejects.toThrow();
    expect(String(await download(at(port), one))).toBe('found');
  });

  it('have all of their time from when it is their turn, however long that took', async () => {
    const port = await serve(({ url }, response) => {
      if (url === '/endless') response.write('a beginning');
      else response.end('found');
    });
    const turns = new HostTurns(1);
    const first = await safeFetch(at(port, '/endless'), options([port], { turns, timeoutMs: 2_000 }));
    const second = download(at(port), options([port], { turns, timeoutMs: 1_000 }));
    await expect(buffer(first.body)).rejects.toThrow('longer than the 2 seconds');
    expect(String(await second)).toBe('found');
  });

  it('are worth another attempt when their turn never came', async () => {
    const port = await serve((_request, response) => void response.write('a beginning'));
    const one = options([port], { turns: new HostTurns(1) });
    const first = await safeFetch(at(port), one);
    const failure = await failureOf(safeFetch(at(port), { ...one, turnTimeoutMs: 50 }));
    expect(failure).toMatchObject({ code: 'fetch_failed', retryable: true });
    expect(failure.message).toContain('turn did not come in time');
    first.body.destroy();
  });
});
