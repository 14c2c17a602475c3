import { layoutText } from '@reelmill/typesetting';
import type { Builds } from '@reelmill/workflow';
import { decide, type JobSnapshot } from './decide';
import { toSent, type SentDecision } from './sent-decision';

/** What the child is asked; it answers each in turn. */
export interface Asked {
  job: JobSnapshot;
  builds: Builds;
}

/** `ready` comes once, when the child can be asked; `threw` is the stack of what is a defect, not a decision. */
export type Said = { ready: true } | { decision: SentDecision } | { threw: string };

/**
 * The program of the process that compiles plans (see `compiler-process.ts`): it is ended from outside when it takes
 * too long or too much, and ends itself with its parent, also when that was gone before the kernel could promise it.
 */
function main(parent: number): void {
  const end = (): never => process.exit(0);
  if (process.send === undefined || process.ppid !== parent) end();
  process.on('disconnect', end);
  process.on('message', (asked: Asked) => say(answer(asked)));
  // The library and a font are loaded now, so that the first job does not wait for them.
  layoutText({ text: 'Reelmill', size: 20, color: '#000000', align: 'left', maxWidth: 200 });
  say({ ready: true });
}

function answer({ job, builds }: Asked): Said {
  try {
    return { decision: toSent(decide(job, builds)) };
  } catch (error) {
    return { threw: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

const say = (said: Said): void => void process.send!(said);

main(Number(process.argv[2]));
