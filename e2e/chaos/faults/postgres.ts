import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './fault';

const restart: Fault = {
  name: 'postgres-restart',
  seconds: 3,
  async run({ postgres }) {
    await postgres.stop();
    await postgres.start();
    return true;
  },
};

const kill: Fault = {
  name: 'postgres-kill',
  seconds: 4,
  async run({ postgres }) {
    await postgres.kill();
    await postgres.start();
    return true;
  },
};

const stopped: Fault = {
  name: 'postgres-stopped',
  seconds: 12,
  async run({ postgres }) {
    await postgres.stop();
    await delay(10_000);
    await postgres.start();
    return true;
  },
};

/** Whatever transaction they are in, again and again: most moments are harmless. */
const backendsKilled: Fault = {
  name: 'backend-kill',
  seconds: 6,
  async run({ db, random }) {
    for (let round = 0; round < 40; round += 1) {
      await db
        .query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`,
        )
        .catch(() => undefined);
      await delay(random.int(20, 200));
    }
    return true;
  },
};

export const postgresFaults: readonly Fault[] = [restart, kill, stopped, backendsKilled];
