import { hostPort, parseHostPort } from './host-port';

describe('host:port', () => {
  it('always says the port', () => {
    expect(hostPort(new URL('http://media.test/a?b'))).toBe('media.test:80');
    expect(hostPort(new URL('https://media.test'))).toBe('media.test:443');
    expect(hostPort(new URL('http://[::1]:81/'))).toBe('[::1]:81');
    expect(hostPort({ protocol: 'http:', hostname: '::1', port: '81' })).toBe('[::1]:81');
  });

  it('reads what an operator writes in the spelling of addresses', () => {
    expect(parseHostPort('Localhost:9000')).toBe('localhost:9000');
    expect(parseHostPort('localhost:80')).toBe('localhost:80');
    expect(parseHostPort('127.1:9000')).toBe('127.0.0.1:9000');
    expect(parseHostPort('[0::1]:9000')).toBe('[::1]:9000');
  });

  it.each([
    'localhost',
    '*',
    ':80',
    'http://localhost:80',
    'localhost:80/x',
    'u:p@localhost:80',
    'localhost:70000',
    '::1',
    '',
  ])('takes %j for no host:port', (text) => expect(parseHostPort(text)).toBeNull());
});
