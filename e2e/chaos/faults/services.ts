import { setTimeout as delay } from 'node:timers/promises';
import { serviceNamed } from '../world/world';
import { PAST_THE_LEASE_MS, type Fault } from './fault';

const SAID_MS = 5_000;
/** Until what was said again is dealt with, before the service itself says more. */
const SAID_AGAIN_MS = 2_000;

const POOLS = ['storage', 'analyzer', 'transcriber', 'renderer'];
const poolOf = (name: string): Pick<Fault, 'pool'> => (POOLS.includes(name) ? { pool: name } : {});

const killed = (name: string): Fault => ({
  name: `kill-${name}`,
  seconds: 5,
  ...poolOf(name),
  async run(world) {
    const service = serviceNamed(world, name);
    service.signal('SIGKILL');
    await delay(1_000);
    await service.untilReady();
    return true;
  },
});

const frozen = (name: string): Fault => ({
  name: `freeze-${name}`,
  seconds: 26,
  ...poolOf(name),
  async run(world) {
    const service = serviceNamed(world, name);
    const since = Date.now() - SAID_MS;
    service.signal('SIGSTOP');
    await delay(PAST_THE_LEASE_MS);
    // What was said of tickets that have been replaced comes late, as it does through a broker that was busy.
    await world.duplicates.repeatStarts(world.tap, since);
    await delay(SAID_AGAIN_MS);
    service.signal('SIGCONT');
    await delay(500);
    await service.untilReady();
    return true;
  },
});

export const serviceFaults: readonly Fault[] = [
  ...['orchestrator-1', 'orchestrator-2', 'gateway', 'storage', 'analyzer', 'transcriber', 'renderer'].map(
    killed,
  ),
  ...['orchestrator-1', 'orchestrator-2', 'storage', 'renderer'].map(frozen),
];
