import type { CommandEngines, Ticket } from '@reelmill/contracts';

/**
 * What a worker does with a ticket that came in:
 * - `run` it;
 * - `adopt`: the task is running here already by the same ticket; this is a second delivery of it, to be acked in the
 *   place of the first, which lost its channel;
 * - `supersede`: the task is running here by an older ticket, which nobody waits for any more: stop that, then look again;
 * - `giveBack`: this worker is draining; publish it again as it is;
 * - `drop`: its job was cancelled, or a newer ticket of its task has been here;
 * - `bounce`: the broker handed it out before; after a second, count one redelivery more;
 * - `bury`: it was redelivered too often;
 * - `mismatch`: it was planned for another engine.
 */
export type Triage = 'run' | 'adopt' | 'supersede' | 'giveBack' | 'drop' | 'bounce' | 'bury' | 'mismatch';

export interface TriageFacts {
  redelivered: boolean;
  /** Ticket number by which the same task is running here, or null. */
  runningTicket: number | null;
  /** The highest number of a ticket for the task that came here, this one included. */
  newestTicket: number;
  draining: boolean;
  jobCancelled: boolean;
  /** Of this worker. */
  build: string;
  engines: CommandEngines;
}

/** A guard only: after a broker crash every message comes back flagged, so crashes are counted by the orchestrator. */
export const REDELIVERY_LIMIT = 20;

export function triage(ticket: Ticket, facts: TriageFacts): Triage {
  if (ticket.ticket < facts.newestTicket) return 'drop';
  if (facts.runningTicket !== null) return facts.runningTicket === ticket.ticket ? 'adopt' : 'supersede';
  if (facts.draining) return 'giveBack';
  if (facts.jobCancelled) return 'drop';
  if (isForOthers(ticket, facts)) return 'mismatch';
  if (facts.redelivered) return ticket.redeliveries >= REDELIVERY_LIMIT ? 'bury' : 'bounce';
  return 'run';
}

function isForOthers({ build, engine, command }: Ticket, facts: TriageFacts): boolean {
  if (build !== null && build !== facts.build) return true;
  return engine !== null && engine !== facts.engines[command];
}
