import type { Evidence, Finding, Invariant } from './evidence';
import { bounded } from './i5-bounds';
import { cancelsSettle } from './i8-cancels';
import { commitFirst } from './i6-commit-first';
import { fair } from './i9-fair';
import { idempotent } from './i7-idempotent';
import { legalHistory } from './i4-history';
import { notStuck } from './i3-not-stuck';
import { nothingLeft } from './i10-nothing-left';
import { once } from './i2-once';
import { oneEnd } from './i1-one-end';
import { sameBytes } from './i12-same-bytes';

const redrive: Invariant = {
  id: 'I11',
  title: 'a redrive keeps identity and history',
  check: 'not applicable: there is no redrive yet',
};

export const INVARIANTS: readonly Invariant[] = [
  oneEnd,
  once,
  notStuck,
  legalHistory,
  bounded,
  commitFirst,
  idempotent,
  cancelsSettle,
  fair,
  nothingLeft,
  redrive,
  sameBytes,
];

export interface Row {
  id: string;
  line: string;
  broken: boolean;
  breaches: string[];
}

/** Every invariant with what was checked; one that checked nothing is broken. */
export const audit = (evidence: Evidence): Row[] => INVARIANTS.map((invariant) => rowOf(invariant, evidence));

export function rowOf({ id, title, check }: Invariant, evidence: Evidence): Row {
  const head = `${id.padEnd(3)} ${title}`;
  if (typeof check === 'string') return { id, line: `${head}: ${check}`, broken: false, breaches: [] };
  const { checked, what, breaches }: Finding = check(evidence);
  const found = checked === 0 ? [...breaches, 'nothing was checked'] : breaches;
  const verdict = found.length === 0 ? 'holds' : `BROKEN ${found.length} times`;
  return { id, line: `${head}: ${verdict} (${checked} ${what})`, broken: found.length > 0, breaches: found };
}
