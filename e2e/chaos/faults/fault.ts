import type { World } from '../world/world';

/**
 * Beyond all that is given to one that is silent: 10 s and what the answers lag to a worker, 20 s to a connection whose
 * heartbeat is 10 s, and the leases of copied services (see short-leases).
 */
export const PAST_THE_LEASE_MS = 24_000;

/** Something that goes wrong, and is over when `run` resolves. */
export interface Fault {
  name: string;
  /** About how long it takes. */
  seconds: number;
  /** The worker whose tasks it is to meet; without it any. */
  worker?: string;
  /** Resolves with whether it came about. */
  run(world: World): Promise<boolean>;
}

/** A fault that was done, with the tasks that were in flight when it hit; none when it did not come about. */
export interface FaultRecord {
  name: string;
  inFlight: number;
  from: number;
  to: number;
}
