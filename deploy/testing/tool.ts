import { execFileSync } from 'node:child_process';

/** The program that `npm test` or `npm run check:…` has fetched for this run. */
export function toolPath(variable: 'HELM' | 'PROMTOOL' | 'PROMETHEUS'): string {
  const path = process.env[variable];
  if (path === undefined) throw new Error(`${variable} is not set: run this by npm run check:deploy`);
  return path;
}

/** What it wrote to stdout. Throws with its stderr when it fails. */
export function run(program: string, args: readonly string[], input?: string): string {
  return execFileSync(program, args, { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}
