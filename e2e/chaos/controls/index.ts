import type { Patch } from '../copy/patch';

/** Safeguards that can be switched off, to see that the auditor notices. */
export const CONTROLS: readonly Patch[] = [];

/** @throws Error that lists them */
export function findControl(name: string): Patch {
  const control = CONTROLS.find((each) => each.name === name);
  if (control) return control;
  throw new Error(`No control ${name}; there are ${CONTROLS.map((each) => each.name).join(', ')}.`);
}
