import { Ticket, findCommand, taskQueue, type AnyCommand, type WorkerService } from '@reelmill/contracts';
import { issuesOf, parseJson } from '@reelmill/messaging';

export type TicketReading =
  { readonly ok: true; readonly ticket: Ticket } | { readonly ok: false; readonly reason: string };

/** A message of a work queue as a ticket, or the reason why it is none. What it asks for is not looked at yet. */
export function readTicket(bytes: Buffer): TicketReading {
  const json = parseJson(bytes);
  if (json === undefined) return { ok: false, reason: 'not JSON' };
  const ticket = Ticket.safeParse(json);
  if (!ticket.success) return { ok: false, reason: `not a ticket: ${issuesOf(ticket.error)}` };
  return { ok: true, ticket: ticket.data };
}

export type WorkReading =
  | { readonly ok: true; readonly command: AnyCommand; readonly payload: unknown }
  | { readonly ok: false; readonly reason: string };

/** What a ticket for this worker asks for, or why that can't be read: only a worker of its own build may say so. */
export function readWork(ticket: Ticket, service: WorkerService): WorkReading {
  const command = findCommand(ticket.command);
  if (!command) return { ok: false, reason: `unknown command ${ticket.command}` };
  if (command.owner !== service) {
    return { ok: false, reason: `${command.name} belongs in ${taskQueue(command.owner)}` };
  }
  const payload = command.payload.safeParse(ticket.payload);
  if (!payload.success)
    return { ok: false, reason: `not a payload of ${command.name}: ${issuesOf(payload.error)}` };
  return { ok: true, command, payload: payload.data };
}
