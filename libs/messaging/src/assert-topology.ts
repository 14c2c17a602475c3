import type { Channel, ChannelModel } from 'amqplib';
import { bounded, withChannel } from './bounded';
import { RETIRED, TOPOLOGY, type RetiredQueue, type Topology } from './topology';

const PRECONDITION_FAILED = 406;
/** For all calls together, which come one after the other; each has the limit of any question to the broker. */
const DECLARE = { what: 'declare the topology', limitMs: 60_000 };

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
 * Declares every object, on a channel of its own, which a mismatch closes; what is there already must be the same.
 * @throws TopologyError that names the object and what to do.
 */
export function assertTopology(model: ChannelModel, topology: Topology): Promise<void> {
  return withChannel(model, DECLARE, async (channel) => {
    const declare = (what: string, call: Promise<unknown>): Promise<void> => answered(what, channel, call);
    for (const { name, type, alternate } of topology.exchanges) {
      const more = { durable: true, ...(alternate && { alternateExchange: alternate }) };
      await declare(`exchange ${name}`, channel.assertExchange(name, type, more));
    }
    for (const queue of topology.queues) {
      const more = { durable: true, arguments: queue.arguments };
      await declare(`queue ${queue.name}`, channel.assertQueue(queue.name, more));
    }
    for (const { queue, exchange, key } of topology.bindings)
      await declare(`binding of ${queue}`, channel.bindQueue(queue, exchange, key));
  });
}

/** {@link assertTopology}; then removes what earlier versions left. */
export async function assertTopologyOn(model: ChannelModel, topology: Topology = TOPOLOGY): Promise<void> {
  await assertTopology(model, topology);
  await Promise.all(RETIRED.map((queue) => retire(model, queue)));
}

async function answered(object: string, channel: Channel, call: Promise<unknown>): Promise<void> {
  try {
    await bounded(call, { what: object, on: channel });
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
  await withChannel(model, { what: `retire ${name}` }, async (channel) => {
    for (const { exchange, key } of bindings) await channel.unbindQueue(name, exchange, key);
    await channel.deleteQueue(name, { ifUnused: true, ifEmpty: keepLetters });
    // Still in use, or full: the next connection tries again.
  }).catch(() => undefined);
}
