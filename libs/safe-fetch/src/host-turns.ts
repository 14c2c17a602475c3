interface Line {
  busy: number;
  waiting: (() => void)[];
}

/** Lets at most `perHost` downloads from one host go on at a time; the others wait, in the order in which they came. */
export class HostTurns {
  private readonly lines = new Map<string, Line>();

  constructor(private readonly perHost: number) {}

  /** Resolves when it is the caller's turn, with the way to end it; rejects with the signal's reason. */
  async take(host: string, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const line = this.lines.get(host) ?? { busy: 0, waiting: [] };
    this.lines.set(host, line);
    if (line.busy < this.perHost) line.busy += 1;
    else await standIn(line, signal);
    let ended = false;
    return () => {
      if (!ended) this.passOn(host, line);
      ended = true;
    };
  }

  private passOn(host: string, line: Line): void {
    const next = line.waiting.shift();
    if (next) return next();
    line.busy -= 1;
    if (line.busy === 0) this.lines.delete(host);
  }
}

function standIn({ waiting }: Line, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = (): void => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    const leave = (): void => {
      waiting.splice(waiting.indexOf(go), 1);
      reject(signal.reason as Error);
    };
    waiting.push(go);
    signal.addEventListener('abort', leave, { once: true });
  });
}
