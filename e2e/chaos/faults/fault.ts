import type { World } from '../world/world';

/** Something that goes wrong, and is over when `run` resolves. */
export interface Fault {
  name: string;
  /** About how long it takes. */
  seconds: number;
  run(world: World): Promise<void>;
}

/** A fault that was done, with the tasks that were in flight when it hit. */
export interface FaultRecord {
  name: string;
  inFlight: number;
  from: number;
  to: number;
}
