import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { root } from './stack-scripts';
import { brokenIn, type RunResult } from './run';

/** One line of a soak: what ran, and what came of it; of a run that did not come to its end, why. */
export function soakLine(commit: string, seed: number, result: RunResult | string): string {
  if (typeof result === 'string') return `${commit} seed=${seed} ENDED=${result}`;
  const broken = brokenIn(result);
  const { faults, counts, finishedInMs } = result;
  const hits = faults.map(({ name, inFlight }) => `${name}:${inFlight}`).join(',');
  const { jobs, tasks, renders, messages } = counts;
  return [
    commit,
    `seed=${seed}`,
    broken.length === 0 ? 'clean' : `BROKEN=${broken.join(',')}`,
    `faults=${hits}`,
    `jobs=${jobs} renders=${renders} tasks=${tasks} messages=${messages}`,
    `finished=${finishedInMs === null ? 'no' : `${finishedInMs}ms`}`,
  ].join(' ');
}

export const currentCommit = (): string =>
  execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();

export const appendLine = (file: string, line: string): void => appendFileSync(file, `${line}\n`);
