import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { POINTS, type Point } from '../seams/points';
import { until } from '../until';
import type { Service } from '../world/service';
import { serviceNamed, type World } from '../world/world';
import { PAST_THE_LEASE_MS, type Fault } from './fault';

const REACHED_WITHIN_MS = 15_000;

/** The first service that comes to the point gets the signal right there; null when none did in time. */
async function strike(world: World, point: Point, signal: NodeJS.Signals): Promise<Service | null> {
  const armed = point.services.map((name) => ({
    service: serviceNamed(world, name),
    file: join(world.state.dir, 'points', `${name}.${point.name}`),
  }));
  for (const { file, service } of armed) {
    if (signal === 'SIGKILL') service.condemn();
    writeFileSync(file, signal);
  }
  const struck = (): Service | undefined => armed.find(({ file }) => !existsSync(file))?.service;
  await until(point.name, REACHED_WITHIN_MS, () => struck() !== undefined).catch(() => undefined);
  const service = struck();
  for (const each of armed.filter(({ file }) => existsSync(file))) {
    rmSync(each.file, { force: true });
    each.service.spare();
  }
  return service ?? null;
}

const killedAt = (point: Point): Fault => ({
  name: `kill-${point.name}`,
  seconds: 7,
  async run(world) {
    const service = await strike(world, point, 'SIGKILL');
    await delay(1_000);
    await service?.untilReady();
    return service !== null;
  },
});

const frozenAt = (point: Point): Fault => ({
  name: `freeze-${point.name}`,
  seconds: 27,
  async run(world) {
    const service = await strike(world, point, 'SIGSTOP');
    if (service === null) return false;
    await delay(PAST_THE_LEASE_MS);
    // Another may have come to the point before the rest of them were disarmed.
    for (const name of point.services) serviceNamed(world, name).signal('SIGCONT');
    await delay(500);
    await service.untilReady();
    return true;
  },
});

const WORST_TO_FREEZE = ['claimed', 'sent', 'answers-in-transaction', 'worked'];

export const pointFaults: readonly Fault[] = [
  ...POINTS.map(killedAt),
  ...POINTS.filter(({ name }) => WORST_TO_FREEZE.includes(name)).map(frozenAt),
];
