import type { Control } from '.';

/** Nobody looks for tickets that are lost. */
export const reconciler: Control = {
  name: 'reconciler',
  fault: 'queue-deleted',
  rows: ['I3'],
  edits: [
    {
      in: 'apps/orchestrator/src',
      find: /async function reissueLost\([^)]*\) \{/,
      replace: '$&\n    return;',
    },
  ],
};
