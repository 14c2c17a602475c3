import type { Channel, ChannelModel } from 'amqplib';
import { withChannel } from './bounded';
import { RETIRED, TOPOLOGY, type RetiredQueue, type Topology } from './topology';

const PRECONDITION_FAILED = 406;

/** An object of this name exists on the broker, but is not what this version declares. */
export class TopologyError extends Error {
  constructor(object: string, cause: Error) {
    super(
      `The ${object} exists on the broker with other properties than this version needs. ` +
        `Let it run empty, delete it there, and it is declared anew at the next connection. The broker says: ${cause.message}`,
      { cause },
    );
    this.name = 'TopologyError';
  }
}

/**
 * Declares every object; what is there already must be the same.
 * @throws TopologyError that names the object and what to do.
 */
export async function assertTopology(channel: Channel, topology: Topology = TOPOLOGY): Promise<void> {
  for (const { name, type, alternate } of topology.exchanges) {
    await declare(`exchange ${name}`, () =>
      channel.assertExchange(name, type, {
        durable: true,
        ...(alternate && { alternateExchange: alternate }),
      }),
    );
  }
  for (const queue of topology.queues) {
    await declare(`queue ${queue.name}`, () =>
      channel.assertQueue(queue.name, { durable: true, arguments: queue.arguments }),
    );
  }
  for (const { queue, exchange, key } of topology.bindings) await channel.bindQueue(queue, exchange, key);
}

/** {@link assertTopology} on a channel of its own, which a mismatch closes; then removes what earlier versions left. */
export async function assertTopologyOn(model: ChannelModel, topology: Topology = TOPOLOGY): Promise<void> {
  await withChannel(model, 'declare the topology', (channel) => assertTopology(channel, topology));
  await Promise.all(RETIRED.map((queue) => retire(model, queue)));
}

async function declare(object: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (error instanceof Error && (error as { code?: unknown }).code === PRECONDITION_FAILED) {
      throw new TopologyError(object, error);
    }
    throw error;
  }
}

/**
 * Nothing is routed to it any more, so that it can't grow, and it goes as soon as no process of an earlier version reads
 * it. A ticket or an answer that was still in it is lost: what it was about is planned anew (migration `earlier-work`).
 */
async function retire(model: ChannelModel, { name, bindings, keepLetters }: RetiredQueue): Promise<void> {
  await withChannel(model, `retire ${name}`, async (channel) => {
    for (const { exchange, key } of bindings) await channel.unbindQueue(name, exchange, key);
    await channel.deleteQueue(name, { ifUnused: true, ifEmpty: keepLetters });
    // Still in use, or full: the next connection tries again.
  }).catch(() => undefined);
}
