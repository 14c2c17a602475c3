import { join } from 'node:path';
import { findControl } from './controls';
import { parseArguments, type ChaosArguments } from './arguments';
import { brokenIn, run } from './run';
import { appendLine, currentCommit, soakLine } from './soak';
import type { State } from './stack-scripts';

const tell = (line: string): void => void process.stdout.write(`${line}\n`);

/** @returns the exit code: 0 when every invariant held, or when a broken control was caught */
export async function main(state: State, argv: readonly string[]): Promise<number> {
  const asked = parseArguments(argv);
  if (asked.soakMinutes !== null) return soak(state, asked, asked.soakMinutes);
  const result = await run(state, { ...asked, tell });
  const broken = brokenIn(result);
  if (asked.control === null) return broken.length === 0 ? 0 : 1;
  const { rows } = findControl(asked.control);
  const caught = broken.filter((id) => rows.includes(id));
  tell(
    caught.length > 0
      ? `${asked.control} was caught by ${caught.join(', ')}`
      : `${asked.control} was NOT caught by ${rows.join(' or ')}`,
  );
  return caught.length > 0 ? 0 : 1;
}

async function soak(state: State, asked: ChaosArguments, minutes: number): Promise<number> {
  const file = asked.soakFile ?? join(state.dir, 'soak.log');
  const commit = currentCommit();
  const until = Date.now() + minutes * 60_000;
  let broken = 0;
  for (let seed = asked.seed; Date.now() < until; seed += 1) {
    const result = await run(state, { ...asked, seed, tell }).catch((error: unknown) => String(error));
    if (typeof result === 'string' || brokenIn(result).length > 0) broken += 1;
    const line = soakLine(commit, seed, result);
    appendLine(file, line);
    tell(line);
  }
  tell(`${broken} seeds broken; see ${file}`);
  return broken === 0 ? 0 : 1;
}
