import { setTimeout as delay } from 'node:timers/promises';
import type { Proxy } from '../proxy';
import type { World } from '../world/world';
import type { Fault } from './fault';

const linesOf = ({ services }: World): Proxy[] =>
  services.flatMap(({ program, toBroker, toDatabase }) =>
    program === 'gateway' || program === 'orchestrator' ? [toBroker, toDatabase] : [toBroker],
  );

/** Wherever in a frame or a message that is. */
const cut: Fault = {
  name: 'cut',
  seconds: 8,
  async run(world) {
    for (let round = 0; round < 3; round += 1) {
      for (const line of linesOf(world)) line.cutAfter(world.random.int(1, 3_000));
      await delay(2_000);
    }
    return true;
  },
};

/** Longer than twice the heartbeat, so that both ends give their connections up. */
const clogged: Fault = {
  name: 'clogged',
  seconds: 23,
  async run(world) {
    const lines = world.random.shuffle(linesOf(world)).slice(0, 4);
    for (const line of lines) line.clog(true);
    await delay(22_000);
    for (const line of lines) line.clog(false);
    // What was held back belongs to connections that are given up.
    for (const line of lines) line.cut();
    return true;
  },
};

const slow: Fault = {
  name: 'slow',
  seconds: 8,
  async run(world) {
    for (const line of linesOf(world)) line.slow(world.random.int(20, 300));
    await delay(8_000);
    for (const line of linesOf(world)) line.slow(0);
    return true;
  },
};

export const lineFaults: readonly Fault[] = [cut, clogged, slow];
