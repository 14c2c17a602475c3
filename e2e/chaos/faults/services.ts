import { setTimeout as delay } from 'node:timers/promises';
import { serviceNamed, type World } from '../world/world';
import type { Fault } from './fault';

/** Beyond the 10 s after which a silent worker is gone, and the 10 s heartbeat of its connections. */
const PAST_THE_LEASE_MS = 14_000;
const SAID_MS = 5_000;

const killed = (name: string): Fault => ({
  name: `kill-${name}`,
  seconds: 5,
  async run(world) {
    const service = serviceNamed(world, name);
    service.signal('SIGKILL');
    await delay(1_000);
    await service.untilReady();
  },
});

const frozen = (name: string): Fault => ({
  name: `freeze-${name}`,
  seconds: 16,
  async run(world) {
    const service = serviceNamed(world, name);
    const since = Date.now() - SAID_MS;
    service.signal('SIGSTOP');
    await delay(PAST_THE_LEASE_MS);
    // What was said of tickets that have been replaced comes late, as it does through a broker that was busy.
    await world.duplicates.repeatStarts(world.tap, since);
    service.signal('SIGCONT');
    await delay(500);
    await service.untilReady();
  },
});

const HUNT_MS = 20_000;
/** Beyond the 30 s after which what it claimed is claimed by the other one. */
const PAST_THE_CLAIM_MS = 38_000;
/** What is still being sent so long after the stop is held by the stopped one. */
const HELD_MS = 400;

/** An orchestrator stops between claiming tasks and noting that their tickets went out. */
const frozenClaiming: Fault = {
  name: 'freeze-claiming',
  seconds: 45,
  async run(world) {
    const until = Date.now() + HUNT_MS;
    for (;;) {
      const service = serviceNamed(world, world.random.pick(['orchestrator-1', 'orchestrator-2']));
      while ((await countSending(world)) === 0 && Date.now() < until) await delay(2);
      service.signal('SIGSTOP');
      await delay(HELD_MS);
      const held = (await countSending(world)) > 0;
      if (held || Date.now() > until) await delay(PAST_THE_CLAIM_MS);
      service.signal('SIGCONT');
      if (held || Date.now() > until) return service.untilReady();
    }
  },
};

async function countSending({ db }: World): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM tasks WHERE state = 'sending'`,
  );
  return rows[0]!.count;
}

export const serviceFaults: readonly Fault[] = [
  ...['orchestrator-1', 'orchestrator-2', 'gateway', 'storage', 'analyzer', 'transcriber', 'renderer'].map(
    killed,
  ),
  ...['orchestrator-1', 'orchestrator-2', 'storage', 'renderer'].map(frozen),
  frozenClaiming,
];
