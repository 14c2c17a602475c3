import type { Control } from '.';

/** Tickets go out inside the transaction that claims them. */
export const outboxOrder: Control = {
  name: 'outbox-order',
  fault: 'backend-kill',
  rows: ['I6'],
  edits: [
    {
      in: 'apps/orchestrator/src/dispatch-tasks',
      find: /\(0, (_\w+)\.claimTasks\)\(manager, (\w+), room\)/,
      replace: `(0, $1.claimTasks)(manager, $2, room).then(async (claimed) => {
        await Promise.allSettled(claimed.map((ticket) => (0, _messaging.sendTicket)(this.broker, ticket)));
        return claimed;
      })`,
    },
  ],
};
