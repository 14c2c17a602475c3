import { setTimeout as delay } from 'node:timers/promises';
import { queueDepths } from '../world/queues';
import type { World } from '../world/world';
import type { Fault } from './fault';

const ALARM_MS = 6_000;

const restart: Fault = {
  name: 'broker-restart',
  seconds: 10,
  async run({ broker }) {
    await broker.stop();
    await broker.start();
  },
};

const ON_THE_WAY_MS = 400;

/** With all that is on its way to it: the lines are slow at that moment. */
const kill: Fault = {
  name: 'broker-kill',
  seconds: 12,
  async run({ broker, services }) {
    for (const { toBroker } of services) toBroker.slow(ON_THE_WAY_MS);
    await delay(2_000);
    await broker.kill();
    await delay(2 * ON_THE_WAY_MS);
    for (const { toBroker } of services) toBroker.slow(0);
    await broker.start();
  },
};

/** One work queue and what is in it, while its consumer looks on. */
const queueDeleted: Fault = {
  name: 'queue-deleted',
  seconds: 8,
  async run(world) {
    const queue = await workQueue(world);
    await world.broker.ctl('delete_queue', queue);
    await delay(2_000);
  },
};

async function workQueue({ broker, random }: World): Promise<string> {
  const depths = await queueDepths(broker);
  const works = depths.filter(
    ({ name }) => /^(storage|renderer)\.tasks/.test(name) && !name.endsWith('.dead'),
  );
  const held = works.filter(({ ready, unacked }) => ready + unacked > 0);
  return random.pick(held.length > 0 ? held : works).name;
}

const memoryAlarm: Fault = {
  name: 'memory-alarm',
  seconds: 9,
  async run({ broker }) {
    await broker.ctl('set_vm_memory_high_watermark', '0.00001');
    await delay(ALARM_MS);
    await broker.ctl('set_vm_memory_high_watermark', '0.4');
  },
};

export const brokerFaults: readonly Fault[] = [restart, kill, queueDeleted, memoryAlarm];
