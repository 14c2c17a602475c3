import type { Broker } from '../stack-scripts';

export interface QueueDepth {
  name: string;
  ready: number;
  unacked: number;
}

/** Depths as the broker itself says them. */
export async function queueDepths(broker: Broker): Promise<QueueDepth[]> {
  const printed = await broker.ctl(
    'list_queues',
    '--formatter=json',
    'name',
    'messages_ready',
    'messages_unacknowledged',
  );
  const rows = JSON.parse(printed) as {
    name: string;
    messages_ready: number;
    messages_unacknowledged: number;
  }[];
  return rows.map((row) => ({
    name: row.name,
    ready: row.messages_ready,
    unacked: row.messages_unacknowledged,
  }));
}
