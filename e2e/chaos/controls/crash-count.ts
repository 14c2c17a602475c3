import type { Control } from '.';

/** A task may take as many workers with it as it likes. */
export const crashCount: Control = {
  name: 'crash-count',
  fault: 'poison',
  rows: ['I5'],
  edits: [{ in: 'libs/workflow/src', find: /MAX_CRASHES = 5;/, replace: 'MAX_CRASHES = 1e6;' }],
};
