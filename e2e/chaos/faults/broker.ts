import { connect } from 'amqplib';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../until';
import { queueDepths } from '../world/queues';
import type { Tapped } from '../world/tap';
import { serviceNamed, type World } from '../world/world';
import type { Fault } from './fault';

const ALARM_MS = 6_000;

const restart: Fault = {
  name: 'broker-restart',
  seconds: 10,
  async run({ broker }) {
    await broker.stop();
    await broker.start();
    return true;
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
    return true;
  },
};

const FILL_MS = 8_000;

/** A work queue, or one for each build, with tickets in it, which its workers, stopped for a moment, do not take. */
const queueDeleted: Fault = {
  name: 'queue-deleted',
  seconds: 10,
  async run(world) {
    const name = world.random.pick(['storage', 'renderer']);
    const workers = world.services.filter(({ program }) => program === name);
    for (const worker of workers) worker.signal('SIGSTOP');
    try {
      // As many as wait when the time is over, should there be little to do.
      await until('a ticket waits', FILL_MS, () => hasWaiting(world, name)).catch(() => undefined);
      await deleteQueues(world, (queue) => queue.startsWith(`${name}.tasks`));
    } finally {
      for (const worker of workers) worker.signal('SIGCONT');
    }
    await delay(1_000);
    return true;
  },
};

/** With what workers said and nobody wrote down. */
const answersDeleted: Fault = {
  name: 'answers-deleted',
  seconds: 6,
  async run(world) {
    const readers = ['orchestrator-1', 'orchestrator-2'].map((name) => serviceNamed(world, name));
    for (const reader of readers) reader.signal('SIGSTOP');
    try {
      await delay(3_000);
      await deleteQueues(world, (queue) => queue.startsWith('orchestrator.answers'));
    } finally {
      for (const reader of readers) reader.signal('SIGCONT');
    }
    await delay(1_000);
    return true;
  },
};

const RETRY_MS = 12_000;
const DECLARED_MS = 10_000;
/** What was sent before the deletion may be heard so much after it. */
const HEARD_LATE_MS = 500;

/** With the tickets that wait in them. Nobody consumes a rung of the ladder, so nobody is told that it is gone. */
const retriesDeleted: Fault = {
  name: 'retries-deleted',
  seconds: 12,
  async run(world) {
    const isRung = (queue: string): boolean => queue.startsWith('reelmill.retry.');
    await deleteQueues(world, isRung);
    const since = Date.now() + HEARD_LATE_MS;
    const isRetry = ({ at, exchange }: Tapped): boolean => at >= since && isRung(exchange);
    await until('a retry', RETRY_MS, () => world.tap.messages.some(isRetry)).catch(() => undefined);
    if (!world.tap.messages.some(isRetry)) return false;
    await until('the ladder is there again', DECLARED_MS, async () =>
      (await queueDepths(world.broker)).some(({ name }) => isRung(name)),
    );
    return true;
  },
};

async function hasWaiting({ db }: World, name: string): Promise<boolean> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM tasks WHERE queue = $1 AND state = 'dispatched'`,
    [`${name}.tasks`],
  );
  return rows[0]!.count > 1;
}

async function deleteQueues({ broker }: World, isMeant: (queue: string) => boolean): Promise<void> {
  const depths = await queueDepths(broker);
  const names = depths.map((depth) => depth.name);
  const connection = await connect(broker.url);
  const channel = await connection.createChannel();
  for (const queue of names.filter((each) => isMeant(each) && !each.endsWith('.dead')))
    await channel.deleteQueue(queue);
  await connection.close();
}

const memoryAlarm: Fault = {
  name: 'memory-alarm',
  seconds: 9,
  async run({ broker }) {
    await broker.ctl('set_vm_memory_high_watermark', '0.00001');
    await delay(ALARM_MS);
    await broker.ctl('set_vm_memory_high_watermark', '0.4');
    return true;
  },
};

export const brokerFaults: readonly Fault[] = [
  restart,
  kill,
  queueDeleted,
  answersDeleted,
  retriesDeleted,
  memoryAlarm,
];
