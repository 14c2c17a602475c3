import type { Control } from '.';

/** Events are noted as sent without waiting for the broker's confirm: what a dying broker did not read is lost. */
export const confirms: Control = {
  name: 'confirms',
  fault: 'broker-kill',
  rows: ['I1', 'I4'],
  edits: [
    {
      in: 'apps/orchestrator/src',
      find: /\(0, _messaging\.sendEvent\)\(this\.broker/,
      replace: '((...of) => void (0, _messaging.sendEvent)(...of).catch(() => undefined))(this.broker',
    },
  ],
};
