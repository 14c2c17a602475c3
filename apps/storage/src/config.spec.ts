import { loadConfig } from '@reelmill/config';
import { storageConfig } from './config';

const load = (more: Record<string, string>) =>
  loadConfig(storageConfig, { AMQP_URL: 'amqp://localhost', OBJECTS_DIR: '/objects', ...more });

describe('the configuration of storage', () => {
  it('opens no private host and no odd port, and takes up to 1 GiB in 10 minutes by default', () => {
    expect(load({})).toMatchObject({
      FETCH_ALLOW_PRIVATE: [],
      FETCH_ALLOW_PORTS: [80, 443, 8080, 8443],
      FETCH_MAX_BYTES: 1_073_741_824,
      FETCH_TIMEOUT_SECONDS: 600,
    });
  });

  it('has slots for waiting, not one per core', () => {
    expect(load({}).SLOTS).toBe(16);
    expect(load({ SLOTS: '3' }).SLOTS).toBe(3);
    expect(() => load({ SLOTS: '0' })).toThrow('SLOTS: expected a number of tasks, 1..1023');
  });

  it('reads the private hosts that are open', () => {
    const { FETCH_ALLOW_PRIVATE } = load({ FETCH_ALLOW_PRIVATE: 'localhost:9000, 127.1:80,[::1]:8080,' });
    expect(FETCH_ALLOW_PRIVATE).toEqual(['localhost:9000', '127.0.0.1:80', '[::1]:8080']);
  });

  it('reads the ports that are open', () => {
    expect(load({ FETCH_ALLOW_PORTS: '443, 9000' }).FETCH_ALLOW_PORTS).toEqual([443, 9000]);
  });

  it('leaves time in the task for more than the download', () => {
    expect(load({ FETCH_TIMEOUT_SECONDS: '900' }).FETCH_TIMEOUT_SECONDS).toBe(900);
    expect(() => load({ FETCH_TIMEOUT_SECONDS: '901' })).toThrow('expected seconds, 1..900');
  });

  it.each(['https', '443;80', '0', '65536', '1e3', '443,'])('refuses %j as ports', (text) => {
    expect(() => load({ FETCH_ALLOW_PORTS: text })).toThrow('FETCH_ALLOW_PORTS: expected ports 1..65535');
  });

  it.each(['localhost', '*', 'http://localhost:80', 'localhost:80;evil:80'])(
    'refuses %j as private hosts',
    (text) => {
      expect(() => load({ FETCH_ALLOW_PRIVATE: text })).toThrow(
        'FETCH_ALLOW_PRIVATE: expected host:port entries',
      );
    },
  );
});
