import { setTimeout as delay } from 'node:timers/promises';
import { serviceNamed } from '../world/world';
import type { Fault } from './fault';

/** Beyond the 10 s after which a silent worker is gone, and the 10 s heartbeat of its connections. */
const PAST_THE_LEASE_MS = 14_000;

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
    service.signal('SIGSTOP');
    await delay(PAST_THE_LEASE_MS);
    service.signal('SIGCONT');
    await delay(500);
    await service.untilReady();
  },
});

export const serviceFaults: readonly Fault[] = [
  ...['orchestrator-1', 'orchestrator-2', 'gateway', 'storage', 'analyzer', 'transcriber', 'renderer'].map(killed),
  ...['orchestrator-1', 'orchestrator-2', 'storage', 'renderer'].map(frozen),
];
