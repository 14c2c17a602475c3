import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A line between a service and a server, on a port of its own, that can be cut, clogged or made slow. */
export class Proxy {
  private readonly connections = new Set<Connection>();
  private server: Server | null = null;
  private leftBytes = Infinity;
  private clogged = false;
  private latencyMs = 0;

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
    for (const connection of this.connections) connection.reset();
  }

  /** Resets every connection once so many more bytes went through, in the middle of whatever is being said. */
  cutAfter(bytes: number): void {
    this.leftBytes = bytes;
  }

  /** Takes what is sent and passes nothing on, both ways, as a firewall does that lost its state. */
  clog(clogged: boolean): void {
    this.clogged = clogged;
    for (const connection of this.connections) connection.clog(clogged);
  }

  /** Holds each piece back for so long; what comes after it waits for it, whatever the latency is then. */
  slow(latencyMs: number): void {
    this.latencyMs = latencyMs;
  }

  private join(client: Socket): void {
    const connection = new Connection([client, connect(this.targetPort, '127.0.0.1')], {
      latencyMs: () => this.latencyMs,
      take: (bytes) => this.take(bytes),
      ended: () => this.connections.delete(connection),
    });
    this.connections.add(connection);
    if (this.clogged) connection.clog(true);
  }

  /** How much of a piece still goes through; less than all of it, and every connection is reset. */
  private take(bytes: number): number {
    const taken = Math.min(bytes, this.leftBytes);
    if (bytes < this.leftBytes) this.leftBytes -= bytes;
    else {
      this.leftBytes = Infinity;
      setImmediate(() => this.cut());
    }
    return taken;
  }
}

interface Line {
  latencyMs(): number;
  take(bytes: number): number;
  ended(): void;
}

class Connection {
  private ended = false;

  constructor(
    private readonly sockets: readonly [Socket, Socket],
    private readonly line: Line,
  ) {
    const [client, server] = sockets;
    this.carry(client, server);
    this.carry(server, client);
  }

  clog(clogged: boolean): void {
    for (const socket of this.sockets) {
      if (clogged) socket.pause();
      else socket.resume();
    }
  }

  /** As a cable or a host that is gone does it, not an orderly end. */
  reset(): void {
    this.end((socket) => socket.resetAndDestroy());
  }

  private carry(from: Socket, to: Socket): void {
    let before = Promise.resolve();
    const inTurn = (act: () => void): void => {
      const ms = this.line.latencyMs();
      before = before.then(() => (ms > 0 ? delay(ms).then(act) : act()));
    };
    from.setNoDelay(true);
    from.on('data', (bytes) => {
      const piece = bytes.subarray(0, this.line.take(bytes.length));
      inTurn(() => !this.ended && to.write(piece));
    });
    from.on('end', () => inTurn(() => to.end()));
    from.on('error', () => this.reset());
    from.on('close', () => inTurn(() => this.end((socket) => socket.destroy())));
  }

  private end(how: (socket: Socket) => void): void {
    if (this.ended) return;
    this.ended = true;
    this.line.ended();
    for (const socket of this.sockets) how(socket);
  }
}
