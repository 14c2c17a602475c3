import { request as httpRequest } from 'node:http';
import { ConfigError, loadConfig } from '@reelmill/config';
import { startGateway, type RunningGateway } from '../../test/running-gateway';
import { gatewayConfig } from '../config';
import { gatewayService } from '../gateway-service';

let gateway: RunningGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

interface Answer {
  status?: number;
  type?: string;
  text: string;
}

/** By node:http, since `fetch` lets nobody choose these headers. */
const send = (path: string, headers: Record<string, string>, { method = 'GET', port = gateway.port } = {}) =>
  new Promise<Answer>((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers });
    request.once('error', reject).once('response', (response) => {
      const { statusCode: status, headers: answered } = response;
      void response.toArray().then((chunks) => {
        resolve({
          status,
          type: answered['content-type'],
          text: Buffer.concat(chunks as Buffer[]).toString(),
        });
      }, reject);
    });
    request.end(method === 'POST' ? 'x' : undefined);
  });

test.each([
  ['/v1/jobs', { host: 'evil.example' }, 'GET', 421],
  ['/healthz/ready', { host: 'evil.example' }, 'GET', 421],
  ['/v1/jobs', { host: 'evil.example' }, 'OPTIONS', 421],
  ['/v1/assets', { 'content-type': 'text/plain', origin: 'https://evil.example' }, 'POST', 403],
  ['/v1/assets', { 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site' }, 'POST', 403],
  ['/v1/jobs', { 'x-forwarded-for': '10.0.0.1' }, 'GET', 403],
])('%s with %j by %s is refused by a problem, %i', async (path, headers, method, status) => {
  const answer = await send(path, headers, { method });
  expect(answer).toMatchObject({ status, type: 'application/problem+json' });
  expect(JSON.parse(answer.text)).toMatchObject({ status });
});

test('a job as text/plain, which any page may send, is a 415', async () => {
  await expect(send('/v1/jobs', { 'content-type': 'text/plain' }, { method: 'POST' })).resolves.toMatchObject(
    {
      status: 415,
    },
  );
});

test('metrics are not for a name that was rebound to this machine', async () => {
  const port = gateway.adminPort;
  await expect(send('/metrics', { host: 'evil.example' }, { port })).resolves.toMatchObject({ status: 421 });
  await expect(send('/metrics', { host: `localhost:${port}` }, { port })).resolves.toMatchObject({
    status: 200,
  });
});

describe('open to the network', () => {
  const settings = { DATABASE_URL: 'postgres://x', AMQP_URL: 'amqp://x', OBJECTS_DIR: '/x', HOST: '0.0.0.0' };

  test('the gateway does not start without saying to whom it answers', () => {
    const config = loadConfig(gatewayConfig, settings);
    expect(() => gatewayService(config)).toThrow(ConfigError);
    expect(() => gatewayService(config)).toThrow('set PUBLIC_HOSTS');
  });

  test('it answers to its public hosts, and its opened admin listener to all', async () => {
    const open = await startGateway({
      settings: { HOST: '0.0.0.0', PUBLIC_HOSTS: 'video.example', ADMIN_HOST: '0.0.0.0' },
    });
    const status = async (host: string, port: number) =>
      (await send('/healthz/live', { host, 'x-forwarded-for': '10.0.0.1' }, { port })).status;
    expect(await status('video.example', open.port)).toBe(200);
    expect(await status('evil.example', open.port)).toBe(421);
    expect(await status('10.1.2.3:9000', open.adminPort)).toBe(200);
    await open.close();
  });
});
