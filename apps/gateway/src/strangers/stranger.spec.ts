import { strangerProblem } from './stranger';

const ask = (headers: Record<string, string>, publicHosts: Parameters<typeof strangerProblem>[1] = []) =>
  strangerProblem({ headers: { host: 'localhost:3000', ...headers }, port: 3000 }, publicHosts)?.code;
const PUBLIC = [
  { name: 'video.example', port: null },
  { name: 'lan', port: 8080 },
  { name: 'secure.example', port: 443 },
  { name: 'plain.example', port: 80 },
];

describe('without API keys, a request', () => {
  it.each<Record<string, string>>([
    {},
    { host: '127.0.0.1:3000' },
    { host: '[::1]:3000' },
    { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ])('with %j is answered', (headers) => expect(ask(headers)).toBeUndefined());

  it.each([
    'evil.example',
    'evil.example:3000',
    'localhost',
    'localhost:3001',
    'localhost.evil.example:3000',
    '',
  ])('to %j is misdirected', (host) => expect(ask({ host })).toBe('foreign_host'));

  it.each<Record<string, string>>([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'http://localhost:8080' },
    { origin: 'null' },
    { origin: 'file://' },
    { origin: 'chrome-extension://localhost:3000' },
  ])('of a foreign page, %j, is refused', (headers) => expect(ask(headers)).toBe('cross_site'));

  it.each(['forwarded', 'via', 'x-real-ip', 'x-forwarded-for', 'x-forwarded-host'])(
    'with the proxy’s header %s is refused',
    (name) => expect(ask({ [name]: 'x' })).toBe('through_proxy'),
  );

  it('to a public host is answered, also through a proxy, but not to a foreign page', () => {
    const proxied = { host: 'video.example', 'x-forwarded-for': '10.0.0.1' };
    expect(ask(proxied, PUBLIC)).toBeUndefined();
    expect(ask({ ...proxied, origin: 'https://video.example' }, PUBLIC)).toBeUndefined();
    expect(ask({ ...proxied, origin: 'https://evil.example' }, PUBLIC)).toBe('cross_site');
    expect(ask({ host: 'video.example:8443' }, PUBLIC)).toBeUndefined();
    expect(ask({ host: 'lan:8080' }, PUBLIC)).toBeUndefined();
    expect(ask({ host: 'lan' }, PUBLIC)).toBe('foreign_host');
  });

  it.each(['secure.example', 'secure.example:443', 'plain.example', 'plain.example:80'])(
    'to %s is answered: a page of a usual port leaves it out',
    (host) => expect(ask({ host }, PUBLIC)).toBeUndefined(),
  );

  it.each(['secure.example:80', 'plain.example:443'])('to %s, another port, is misdirected', (host) =>
    expect(ask({ host }, PUBLIC)).toBe('foreign_host'),
  );
});
