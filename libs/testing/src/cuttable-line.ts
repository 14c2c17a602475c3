import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

export interface LineTraffic {
  readonly chunk: Buffer;
  readonly to: 'server' | 'client';
}

/** A TCP line to a server that a test can cut, and lay again on the same port. */
export class CuttableLine {
  /** How many bytes of a chunk may pass; when not all may, its connection is cut after them. Default all. */
  admit: (traffic: LineTraffic) => number = ({ chunk }) => chunk.length;
  private server: Server | null = null;
  private readonly sockets = new Set<Socket>();
  private readonly mute = new WeakSet<Socket>();
  private port = 0;

  constructor(private readonly target: URL) {}

  /** The address of the target, by way of this line. Known after the first {@link lay}. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  async lay(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(Number(this.target.port || 5672), this.target.hostname);
      for (const [one, other, to] of [
        [near, far, 'server'],
        [far, near, 'client'],
      ] as const) {
        this.sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.sockets.delete(one);
          other.destroy();
        });
        one.pipe(this.gate(one, to)).pipe(other);
      }
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  private gate(from: Socket, to: LineTraffic['to']): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, pass) => {
        if (this.mute.has(from)) return pass();
        const admitted = this.admit({ chunk, to });
        pass(null, chunk.subarray(0, admitted));
        // After what may pass has gone out.
        if (admitted < chunk.length) setImmediate(() => from.destroy());
      },
    });
  }

  /** Nothing passes on the present connections any more, and neither side is told, as when the other host is gone. */
  silence(): void {
    for (const socket of this.sockets) this.mute.add(socket);
  }

  async cut(): Promise<void> {
    const { server } = this;
    const closed = new Promise((resolve) => server?.close(resolve) ?? resolve(null));
    for (const socket of this.sockets) socket.destroy();
    await closed;
    this.server = null;
  }
}
