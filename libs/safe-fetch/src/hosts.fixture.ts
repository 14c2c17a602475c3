import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type LookupFunction,
  type Server as TcpServer,
  type Socket,
} from 'node:net';
import { buffer } from 'node:stream/consumers';
import { TaskError, type Failure } from '@reelmill/contracts';
import { HostTurns } from './host-turns';
import { safeFetch, type SafeFetchOptions } from './safe-fetch';

export const servers: (Server | TcpServer)[] = [];
export const sockets = new Set<Socket>();
/** Of the servers: what is refused of them is refused for their place. */
const openPorts = [80, 443];

async function listen<S extends Server | TcpServer>(server: S, host = '127.0.0.1'): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  openPorts.push(port);
  return port;
}
export const serve = (answer: RequestListener, host?: string): Promise<number> =>
  listen(createServer(answer), host);
/** A server that says exactly these bytes to each connection and then hangs up. */
export const say = (text: string): Promise<number> =>
  listen(createTcpServer((socket) => socket.once('data', () => socket.end(text))));

/** After each test. */
export async function closeServers(): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
}

export const options = (allowed: number[], more: Partial<SafeFetchOptions> = {}): SafeFetchOptions => ({
  allowPrivate: allowed.map((port) => `127.0.0.1:${port}`),
  allowPorts: openPorts,
  turns: new HostTurns(6),
  maxBytes: 1_000_000,
  turnTimeoutMs: 10_000,
  timeoutMs: 10_000,
  connectTimeoutMs: 2_000,
  stallMs: 5_000,
  leastRate: { bytesPerSecond: 1, windowMs: 60_000 },
  maxRedirects: 3,
  ...more,
});
export const at = (port: number, path = '/'): string => `http://127.0.0.1:${port}${path}`;

export async function download(address: string, more: SafeFetchOptions): Promise<Buffer> {
  return buffer((await safeFetch(address, more)).body);
}
export async function failureOf(result: Promise<unknown>): Promise<Failure> {
  const error: unknown = await result.then(
    () => new Error('was fetched'),
    (reason: unknown) => reason,
  );
  if (error instanceof TaskError) return error.failure;
  throw error;
}
export const failsWith =
  (code: string): LookupFunction =>
  (_name, _options, done) =>
    done(Object.assign(new Error(`getaddrinfo ${code}`), { code }), []);
export const resolvesTo =
  (...addresses: string[]): LookupFunction =>
  (_name, { all }, done) => {
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (all) done(null, found);
    else done(null, found[0]?.address ?? '', found[0]?.family);
  };
