import type { Control } from '.';

/** Whoever sent a ticket notes so, also when its claim was taken back long ago. */
export const lease: Control = {
  name: 'lease',
  fault: 'freeze-sent',
  rows: ['I2', 'I4'],
  edits: [
    {
      in: 'apps/orchestrator/src',
      find: /WHERE t\.id = s\.id AND t\.ticket = s\.ticket AND t\.state = 'sending'/,
      replace: 'WHERE t.id = s.id',
    },
  ],
};
