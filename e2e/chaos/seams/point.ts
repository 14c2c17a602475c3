import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where runs say at which point a service is to be struck; without it, as in runs without faults, nowhere. */
const folder = process.env.CHAOS_POINTS;
const service = process.env.CHAOS_SERVICE;

/** A named place in a copied service: where it is armed for this one, the process stops or ends right here, once. */
export function point(name: string): void {
  if (folder === undefined) return;
  const file = join(folder, `${service}.${name}`);
  let signal: string;
  try {
    signal = readFileSync(file, 'utf8');
  } catch {
    return;
  }
  rmSync(file, { force: true });
  process.kill(process.pid, signal);
}
