import type { Control } from '.';

/** Answers to old tickets count as those to the current one. */
export const dedup: Control = {
  name: 'dedup',
  fault: 'freeze-storage-1',
  rows: ['I4', 'I7'],
  edits: [
    {
      in: 'libs/workflow/src',
      find: /if \(answer\.ticket !== task\.ticket\) return refuse\(answer\);/,
      replace: '',
    },
  ],
};
