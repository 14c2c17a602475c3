import { setTimeout as delay } from 'node:timers/promises';
import type { Service } from '../world/service';
import { IN_FLIGHT, serviceNamed, tasksInFlight, type World } from '../world/world';
import { PAST_THE_LEASE_MS, type Fault } from './fault';

const SAY_AGAIN_MS = 200;
const MEET_MS = 30_000;
const SETTLED_MS = 2_000;
const MISSED_MS = 50;

const WORKERS = ['storage-1', 'analyzer', 'transcriber', 'renderer'];
const meets = (name: string): Pick<Fault, 'worker'> => (WORKERS.includes(name) ? { worker: name } : {});

const killed = (name: string): Fault => ({
  name: `kill-${name}`,
  seconds: 5,
  ...meets(name),
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
  ...meets(name),
  async run(world) {
    const service = serviceNamed(world, name);
    const boot = service.boot();
    if (!(await stopMidTask(world, service))) return false;
    const until = Date.now() + PAST_THE_LEASE_MS;
    for (; Date.now() < until; await delay(SAY_AGAIN_MS)) if (boot !== null) await sayAgain(world, boot);
    service.signal('SIGCONT');
    await delay(500);
    await service.untilReady();
    return true;
  },
});

/** Stops it while it runs a task, where it is a worker; lets it go on until it does. */
async function stopMidTask({ db }: World, service: Service): Promise<boolean> {
  const until = Date.now() + MEET_MS;
  for (; Date.now() < until; await delay(MISSED_MS)) {
    service.signal('SIGSTOP');
    if (!WORKERS.includes(service.name)) return true;
    // What it had said of its end is written by then, also where answers lag.
    await delay(SETTLED_MS);
    if ((await tasksInFlight(db, service)) > 0) return true;
    service.signal('SIGCONT');
  }
  return false;
}

/** What was said of tickets that have been replaced comes late, as it does through a broker that was busy. */
async function sayAgain({ db, tap, duplicates }: World, boot: string): Promise<void> {
  const { rows } = await db.query<{ id: string }>(`SELECT id FROM tasks WHERE ${IN_FLIGHT}`);
  await duplicates.repeatStarts(tap, boot, new Set(rows.map(({ id }) => id)));
}

export const serviceFaults: readonly Fault[] = [
  ...['orchestrator-1', 'orchestrator-2', 'gateway', ...WORKERS].map(killed),
  ...['orchestrator-1', 'orchestrator-2', 'storage-1', 'renderer'].map(frozen),
];
