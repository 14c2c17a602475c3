import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A line between a service and a server, on a port of its own, that can be cut, clogged or made slow. */
export class Proxy {
  private readonly pairs = new Set<[Socket, Socket]>();
  private server: Server | null = null;
  private leftBytes: number | null = null;
  private clogged = false;
  private latencyMs = 0;
  /** Connections that it cut. */
  cuts = 0;

  constructor(private readonly targetPort: number) {}

  /** Resolves with the port that services connect to. */
  async open(): Promise<number> {
    this.server = createServer((socket) => this.join(socket));
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as { port: number }).port;
  }

  close(): void {
    this.cut();
    this.server?.close();
  }

  /** Resets every connection now. */
  cut(): void {
    for (const pair of this.pairs) this.reset(pair);
  }

  /** Resets every connection once so many more bytes went through, in the middle of whatever is being said. */
  cutAfter(bytes: number): void {
    this.leftBytes = bytes;
  }

  /** Takes what is sent and passes nothing on, both ways, as a firewall does that lost its state. */
  clog(clogged: boolean): void {
    this.clogged = clogged;
    for (const [a, b] of this.pairs) {
      if (clogged) {
        a.pause();
        b.pause();
      } else {
        a.resume();
        b.resume();
      }
    }
  }

  /** Holds each piece back for so long. */
  slow(latencyMs: number): void {
    this.latencyMs = latencyMs;
  }

  private join(client: Socket): void {
    const upstream = connect(this.targetPort, '127.0.0.1');
    const pair: [Socket, Socket] = [client, upstream];
    this.pairs.add(pair);
    for (const [from, to] of [pair, [upstream, client] as const]) {
      from.setNoDelay(true);
      from.on('data', (bytes) => this.pass(pair, to, bytes));
      from.on('end', () => this.later(() => to.end()));
      from.on('error', () => this.reset(pair));
      from.on('close', () => this.later(() => this.drop(pair)));
      if (this.clogged) from.pause();
    }
  }

  private pass(pair: [Socket, Socket], to: Socket, bytes: Buffer): void {
    if (this.leftBytes !== null && bytes.length >= this.leftBytes) {
      to.write(bytes.subarray(0, this.leftBytes));
      this.leftBytes = null;
      setImmediate(() => this.cut());
      return;
    }
    if (this.leftBytes !== null) this.leftBytes -= bytes.length;
    this.later(() => !to.destroyed && this.pairs.has(pair) && to.write(bytes));
  }

  /** All by the same timer queue, so that pieces keep their order. */
  private later(act: () => void): void {
    if (this.latencyMs === 0) act();
    else setTimeout(act, this.latencyMs);
  }

  private drop(pair: [Socket, Socket]): void {
    this.pairs.delete(pair);
    for (const socket of pair) socket.destroy();
  }

  private reset(pair: [Socket, Socket]): void {
    if (!this.pairs.delete(pair)) return;
    this.cuts += 1;
    for (const socket of pair) socket.resetAndDestroy();
  }
}
