import { readFileSync, readdirSync } from 'node:fs';

interface ProcessStat {
  name: string;
  state: string;
  parent: number;
}

/** A zombie counts as ended. */
export function isAlive(pid: number): boolean {
  const stat = statOf(pid);
  return stat !== undefined && stat.state !== 'Z';
}

/** Living children of a process, all or those of that name. */
export function childrenOf(parent: number, name?: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => ({ pid: Number(entry), stat: statOf(Number(entry)) }))
    .filter(({ stat }) => stat?.parent === parent && (name === undefined || stat.name === name))
    .map(({ pid }) => pid);
}

/** Children, their children, and so on. */
export function descendantsOf(ancestor: number): number[] {
  return childrenOf(ancestor).flatMap((pid) => [pid, ...descendantsOf(pid)]);
}

function statOf(pid: number): ProcessStat | undefined {
  try {
    const [, name, state, parent] =
      /^\d+ \((.*)\) (\S) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return { name: name!, state: state!, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
