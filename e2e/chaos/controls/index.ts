import type { Patch } from '../copy/patch';
import { confirms } from './confirms';
import { crashCount } from './crash-count';
import { dedup } from './dedup';
import { lease } from './lease';
import { outboxOrder } from './outbox-order';
import { reconciler } from './reconciler';

/** A safeguard switched off. */
export interface Control extends Patch {
  /** The fault that shows it. */
  fault: string;
  /** The rows of which one must then be broken. */
  rows: readonly string[];
}

/** Safeguards that can be switched off, to see that the auditor notices. */
export const CONTROLS: readonly Control[] = [confirms, dedup, reconciler, lease, crashCount, outboxOrder];

/** @throws Error that lists them */
export function findControl(name: string): Control {
  const control = CONTROLS.find((each) => each.name === name);
  if (control) return control;
  throw new Error(`No control ${name}; there are ${CONTROLS.map((each) => each.name).join(', ')}.`);
}
