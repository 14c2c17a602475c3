import { join } from 'node:path';
import type { Logger } from '@reelmill/observability';
import type { Decision } from '@reelmill/workflow';
import { CompilerProcess, type ChildEnd, type CompileLimits } from './compiler-process';
import type { Asked } from './compiling-child';
import { fromSent } from './sent-decision';

/** The program of the child as the build makes it, beside this file. */
export const COMPILING_CHILD = join(__dirname, 'compiling-child.js');

/** A child is replaced after this many plans: what leaks slowly in it never matters. */
const PLANS_A_CHILD = 200;

export interface CompilerOptions extends CompileLimits {
  /** Path of the child's program. */
  file: string;
  logger: Logger;
}

/** `threw` is a defect, with its stack; `ended` says why the child did not live to answer. */
export type Compiled = { decision: Decision } | { threw: string } | { ended: ChildEnd };

/** Compiles plans one after another in a warm child, which is replaced when it was killed, is old or has grown. */
export class Compiler {
  private current: { child: CompilerProcess; ready: Promise<void> } | null = null;
  private closed = false;

  constructor(private readonly options: CompilerOptions) {}

  /** Resolves when a child waits for work. @throws Error when none can be started */
  async warm(): Promise<void> {
    if (this.closed) throw new Error('The orchestrator is shutting down.');
    if (!this.current?.child.alive) this.current = this.start();
    await this.current.ready;
  }

  /** One plan at a time, after {@link warm}. */
  async compile(asked: Asked): Promise<Compiled> {
    const { child } = this.current!;
    const said = await child.ask(asked, this.options);
    if ('ended' in said)
      this.options.logger.warn(
        { job: asked.job.id, reason: said.ended, words: child.lastWords },
        'a plan did not come out of the compiling child',
      );
    await this.replaceWorn();
    if ('decision' in said) return { decision: fromSent(said.decision) };
    return 'ready' in said ? { threw: 'The compiling child began anew.' } : said;
  }

  /** Ends the child until the next {@link warm}: what is seldom needed holds no memory meanwhile. */
  async rest(): Promise<void> {
    await this.current?.child.stop();
  }

  /** Ends the child for good; a plan under way comes back as `stopped`. */
  async close(): Promise<void> {
    this.closed = true;
    await this.rest();
  }

  private start() {
    const child = new CompilerProcess(this.options.file);
    const ready = child.ready();
    ready.catch(() => undefined);
    return { child, ready };
  }

  private async replaceWorn(): Promise<void> {
    const { child } = this.current!;
    const worn = child.asked >= PLANS_A_CHILD || child.residentMiB > this.options.memoryMiB / 2;
    if (worn) await child.stop();
    // The next one starts while this process goes on.
    if (!child.alive && !this.closed) this.current = this.start();
  }
}
