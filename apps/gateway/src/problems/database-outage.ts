const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** Connection exceptions (08), out of connections (53300), shut down, crashed or starting (57P01–57P03). */
const SQL_STATES = /^(08...|53300|57P0[123])$/;
/** pg gives its own time-outs and broken connections no code. */
const PG_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether an error of the database driver says that the database can't be reached now, rather than that a query is wrong. */
export function isDatabaseOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  if (driverError !== undefined && driverError !== error) return isDatabaseOutage(driverError);
  if (typeof code === 'string') return SOCKET_CODES.has(code) || SQL_STATES.test(code);
  return PG_MESSAGES.test(error.message);
}
