import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../random';
import { serviceNamed, tasksInFlight, type World } from '../world/world';
import { brokerFaults } from './broker';
import type { Fault, FaultRecord } from './fault';
import { ffmpegFaults } from './ffmpeg';
import { lineFaults } from './lines';
import { pointFaults } from './points';
import { poison } from './poison';
import { postgresFaults } from './postgres';
import { serviceFaults } from './services';

export const FAULTS: readonly Fault[] = [
  ...serviceFaults,
  ...pointFaults,
  ...brokerFaults,
  ...lineFaults,
  ...postgresFaults,
  ...ffmpegFaults,
  poison,
];

/** Of a mix none takes so long. */
const LONGEST_SECONDS = 30;
const BETWEEN_MS = 1_500;
const TRIES = 5;
const LOOKS = 200;

/** The one of that name, or a mix that takes about as long as the load, in the seed's order. */
export function chooseFaults(random: Random, seconds: number, name: string | null): Fault[] {
  if (name !== null) {
    const fault = FAULTS.find((each) => each.name === name);
    if (fault === undefined)
      throw new Error(`No fault ${name}; there are ${FAULTS.map((each) => each.name).join(', ')}.`);
    return [fault];
  }
  const chosen: Fault[] = [];
  let left = seconds;
  for (const fault of random.shuffle(FAULTS.filter((each) => each.seconds <= LONGEST_SECONDS))) {
    if (left <= 0) break;
    chosen.push(fault);
    left -= fault.seconds + BETWEEN_MS / 1000;
  }
  return chosen;
}

/** One after the other. A fault that met no task is done again. */
export async function runFaults(
  world: World,
  faults: readonly Fault[],
  tell: (line: string) => void,
): Promise<FaultRecord[]> {
  const records: FaultRecord[] = [];
  for (const fault of faults) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      await delay(BETWEEN_MS);
      const record = await runFault(world, fault);
      records.push(record);
      const seconds = ((record.to - record.from) / 1000).toFixed(1);
      tell(`fault ${record.name}: ${record.inFlight} tasks in flight, over after ${seconds} s`);
      if (record.inFlight > 0) break;
    }
  }
  return records;
}

async function runFault(world: World, fault: Fault): Promise<FaultRecord> {
  const inFlight = await untilInFlight(world, fault);
  const from = Date.now();
  const cameAbout = await fault.run(world);
  return { name: fault.name, inFlight: cameAbout ? inFlight : 0, from, to: Date.now() };
}

/** The database may still be coming back from the last fault. */
async function untilInFlight(world: World, { worker }: Fault): Promise<number> {
  const met = worker === undefined ? null : serviceNamed(world, worker);
  let problem: unknown = null;
  for (let look = 0; look < LOOKS; look += 1) {
    const count = await tasksInFlight(world.db, met).catch((error: unknown) => {
      problem = error;
      return 0;
    });
    if (count > 0) return count;
    await delay(50);
  }
  if (problem !== null) throw new Error('The tasks in flight could not be counted.', { cause: problem });
  return 0;
}
