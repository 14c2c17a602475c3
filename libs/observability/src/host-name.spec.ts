import { isLoopback, isOwnLoopback, parseHostName } from './host-name';

describe('a host name', () => {
  it.each([
    ['Example.org', { name: 'example.org', port: null }],
    ['example.org:8080', { name: 'example.org', port: 8080 }],
    ['[::1]:3000', { name: '[::1]', port: 3000 }],
  ])('%s is read', (text, host) => expect(parseHostName(text)).toEqual(host));

  it.each(['', 'a b', 'http://x', 'x:', 'x:port', '::1', 'a,b', 'user@host'])('%j is none', (text) =>
    expect(parseHostName(text)).toBeNull(),
  );

  it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])('%s is loopback', (name) =>
    expect(isLoopback(name)).toBe(true),
  );
  it.each(['0.0.0.0', '::', 'localhost.evil.example', '127.0.0.1.nip.io', '10.0.0.1'])(
    '%s is not loopback',
    (name) => expect(isLoopback(name)).toBe(false),
  );

  it('is ours with our port only; none written is 80', () => {
    expect(isOwnLoopback('localhost:3000', 3000)).toBe(true);
    expect(isOwnLoopback('localhost', 80)).toBe(true);
    expect(isOwnLoopback('localhost', 3000)).toBe(false);
    expect(isOwnLoopback('evil.example:3000', 3000)).toBe(false);
    expect(isOwnLoopback(undefined, 3000)).toBe(false);
  });
});
