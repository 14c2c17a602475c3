/** Whether the same would fail again: the data or our code is at fault (`lasting`), or the server or the way to it. */
export type DatabaseErrorClass = 'lasting' | 'passing';

/**
 * SQLSTATEs that the same statement gives again: data exceptions (22), constraints (23), cardinality (21), a program
 * limit (54), syntax, types and missing objects (42), and what PL/pgSQL raises (P0). All others pass: it is better to
 * try a thing again than to fail the job of an innocent. https://www.postgresql.org/docs/18/errcodes-appendix.html
 */
const LASTING_STATES = /^(21|22|23|42|54|P0)/;
/** Within these classes, but an operator's fault and cure: rights that were taken away. */
const PASSING_STATES = new Set(['42501']);
/** After these the same transaction can succeed at once: serialization failure, deadlock, server starting. */
const TRY_AGAIN_STATES = new Set(['40001', '40P01', '57P03']);
/** The server can't be reached: connection exceptions (08), out of connections, shut down, crashed, starting. */
const OUTAGE_STATES = /^(08...|53300|57P0[123])$/;

const DISK_FULL_STATE = '53100';
const LOCK_TIMEOUT_STATE = '55P03';

/** Defects of ours, by name: an error of another realm, such as Node's own under Jest, is no instance of this one's. */
const DEFECTS = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'ZodError']);
const SOCKET_CODES =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** pg gives its own time-outs and broken connections no code. */
const PG_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** The one classification of what goes wrong at the database: an allow-list of what lasts, everything else passes. */
export function classifyDatabaseError(error: unknown): DatabaseErrorClass {
  const state = stateOf(error);
  if (state !== null) return LASTING_STATES.test(state) && !PASSING_STATES.has(state) ? 'lasting' : 'passing';
  return DEFECTS.has((error as { name?: string } | null)?.name ?? '') ? 'lasting' : 'passing';
}

export const isLasting = (error: unknown): boolean => classifyDatabaseError(error) === 'lasting';

/** Whether the same transaction is worth another try at once. */
export const canTryAgain = (error: unknown): boolean => TRY_AGAIN_STATES.has(stateOf(error) ?? '');

/** Whether the database can't be reached now, rather than that a query is wrong. */
export function isDatabaseOutage(error: unknown): boolean {
  const state = stateOf(error);
  if (state !== null) return OUTAGE_STATES.test(state);
  const { code, message } = causeOf(error);
  if (code !== undefined) return SOCKET_CODES.test(code);
  return PG_MESSAGES.test(message ?? '');
}

/** Whether the disk of the database has no room left. */
export const isDatabaseFull = (error: unknown): boolean => stateOf(error) === DISK_FULL_STATE;

/** Whether a lock was waited for in vain. */
export const isLockTimeout = (error: unknown): boolean => stateOf(error) === LOCK_TIMEOUT_STATE;

function stateOf(error: unknown): string | null {
  const { code } = causeOf(error);
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && !SOCKET_CODES.test(code) ? code : null;
}

/** What the driver said, without the wrapping of TypeORM. */
function causeOf(error: unknown): { code?: string; message?: string } {
  if (error === null || typeof error !== 'object') return {};
  const { code, message, driverError } = error as {
    code?: unknown;
    message?: unknown;
    driverError?: unknown;
  };
  if (driverError !== undefined && driverError !== error) return causeOf(driverError);
  return {
    ...(typeof code === 'string' && { code }),
    ...(typeof message === 'string' && { message }),
  };
}
