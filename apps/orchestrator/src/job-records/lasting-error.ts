import { QueryFailedError } from 'typeorm';

/** SQLSTATE classes that pass: connection, rollback, resources, operator intervention (shutdown), system. */
const PASSING_CLASSES = new Set(['08', '40', '53', '57', '58']);
/** What Node and the driver say of a connection that failed. */
const CONNECTION = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|EAI_|ENOTFOUND)|[Cc]onnection|timeout/;

/** Whether the same would fail again: the data is at fault, or our code, and not the connection or the server. */
export function isLasting(error: unknown): boolean {
  const { code } = (error instanceof QueryFailedError ? error.driverError : error) as { code?: unknown };
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return !PASSING_CLASSES.has(code.slice(0, 2));
  return !CONNECTION.test(typeof code === 'string' ? code : String(error));
}
