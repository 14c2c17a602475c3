import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Proxy } from './proxy';
import { until } from './until';

let server: Server;
let received: string;
let proxy: Proxy;
let port: number;
let clients: Socket[];

beforeEach(async () => {
  received = '';
  clients = [];
  server = createServer((socket) =>
    socket.on('data', (bytes) => (received += bytes.toString())).on('error', () => undefined),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = new Proxy((server.address() as AddressInfo).port);
  port = await proxy.open();
});
afterEach(() => {
  for (const client of clients) client.destroy();
  proxy.close();
  server.close();
});

async function joined(): Promise<Socket> {
  const client = connect(port, '127.0.0.1');
  clients.push(client);
  await once(client, 'connect');
  return client;
}

const untilReceived = (text: string): Promise<void> =>
  until(`${text} came through`, 5_000, () => received.endsWith(text));

test('what is said while the line gets fast again does not overtake what was said before', async () => {
  const client = await joined();
  for (const latencyMs of [80, 40, 5, 0]) {
    proxy.slow(latencyMs);
    client.write(`${latencyMs},`);
    await delay(5);
  }
  await untilReceived('80,40,5,0,');
  expect(received).toBe('80,40,5,0,');
});

test('a cut lets just so many bytes through and resets the connection', async () => {
  const client = await joined();
  const failed = once(client, 'error');
  proxy.cutAfter(7);
  client.write('one two three');
  const [error] = (await failed) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNRESET');
  expect('one two'.startsWith(received)).toBe(true);
});

test('after a cut new connections go through whole', async () => {
  const cut = await joined();
  const failed = once(cut, 'error');
  proxy.cutAfter(1);
  cut.write('x');
  await failed;
  (await joined()).write('whole again');
  await untilReceived('whole again');
});

test('a clogged line says nothing until it is opened', async () => {
  const client = await joined();
  proxy.clog(true);
  client.write('held back');
  await delay(50);
  expect(received).toBe('');
  proxy.clog(false);
  await untilReceived('held back');
});
