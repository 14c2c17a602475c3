import { Ticket, findCommand, taskQueue, type AnyCommand, type WorkerService } from '@reelmill/contracts';

export type TicketReading =
  | { readonly ok: true; readonly ticket: Ticket; readonly command: AnyCommand; readonly payload: unknown }
  | { readonly ok: false; readonly reason: string };

/** A message of a work queue as a ticket with a checked payload, or the reason why it is none. */
export function readTicket(bytes: Buffer, service: WorkerService): TicketReading {
  const json = parseJson(bytes);
  if (json === undefined) return { ok: false, reason: 'not JSON' };
  const ticket = Ticket.safeParse(json);
  if (!ticket.success) return { ok: false, reason: `not a ticket: ${issuesOf(ticket.error)}` };
  const command = findCommand(ticket.data.command);
  if (!command) return { ok: false, reason: `unknown command ${ticket.data.command}` };
  if (command.owner !== service) {
    return { ok: false, reason: `${command.name} belongs in ${taskQueue(command.owner)}` };
  }
  const payload = command.payload.safeParse(ticket.data.payload);
  if (!payload.success)
    return { ok: false, reason: `not a payload of ${command.name}: ${issuesOf(payload.error)}` };
  return { ok: true, ticket: ticket.data, command, payload: payload.data };
}

/** Undefined when the bytes are no JSON. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

const MAX_REASON = 1000;

export function issuesOf(error: {
  issues: readonly { path: readonly PropertyKey[]; message: string }[];
}): string {
  return error.issues
    .map(({ path, message }) => `/${path.map(String).join('/')} ${message}`)
    .join('; ')
    .slice(0, MAX_REASON);
}
