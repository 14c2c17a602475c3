import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FaultRecord } from '../faults/fault';
import type { State } from '../stack-scripts';
import { queueDepths, type QueueDepth } from '../world/queues';
import type { Servers } from '../world/servers';
import type { World } from '../world/world';
import type { Evidence } from './evidence';
import { leftoversIn, orphansIn, readRecords, refusalsIn } from './records';

/** What workers are still about when the last job has ended: late answers, a second delivery. */
const SETTLE_MS = 6_000;

/** Stops the services and reads what they left. */
export async function gather(
  world: World,
  about: {
    build: string;
    faultless: Map<string, string>;
    records: FaultRecord[];
    finishedInMs: number | null;
  },
): Promise<Evidence> {
  const { broker, db, services, tap, ffmpegs, state, load, duplicates } = world;
  const { build, faultless, records, finishedInMs } = about;
  await delay(SETTLE_MS);
  const queuesAtRest = await queuesThatRest(broker);
  await Promise.all(services.map((service) => service.stop()));
  ffmpegs.stop();
  const queuesAtEnd = await queueDepths(broker);
  const evidence: Evidence = {
    ...(await readRecords(world)),
    submissions: load.submissions,
    faults: records,
    tapped: tap.messages,
    duplicates: duplicates.sent,
    sightings: [...ffmpegs.sightings.values()],
    finishedInMs,
    queuesAtRest,
    queuesAtEnd,
    orphans: orphansIn([join(state.dir, 'scratch'), build]),
    leftovers: leftoversIn(join(state.dir, 'scratch')),
    refusals: refusalsIn(join(state.logs, 'postgres.log')),
    stopped: services.map(({ name }) => name),
    ownEnds: services.flatMap(({ ownEnds }) => ownEnds),
    faultless,
  };
  await tap.stop();
  await db.end();
  keep(state, evidence);
  return evidence;
}

/** The last of some looks: a mark behind the answers is in hand for a moment, every other second. */
async function queuesThatRest(broker: Servers['broker']): Promise<QueueDepth[]> {
  let depths = await queueDepths(broker);
  for (let look = 1; look < 5 && depths.some(({ unacked }) => unacked > 0); look += 1)
    depths = await queueDepths(broker);
  return depths;
}

/** For whoever looks into a breach: until the next run, `evidence.json` in the state folder. */
function keep({ dir }: State, evidence: Evidence): void {
  const readable = (_: string, value: unknown): unknown =>
    value instanceof Map ? Object.fromEntries(value) : value;
  const told = evidence.tapped.map(({ bytes: _, ...message }) => message);
  writeFileSync(
    join(dir, 'evidence.json'),
    JSON.stringify({ ...evidence, tapped: told, duplicates: [] }, readable),
  );
}
