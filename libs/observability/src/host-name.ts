/** A `Host` header (RFC 9110 section 7.2) or an entry of a list of hosts: lower case, IPv6 in brackets. */
export interface HostName {
  name: string;
  /** Null where none is written. */
  port: number | null;
}

const HOST = /^(\[[0-9a-f:.]{2,45}\]|[\w.-]{1,253})(?::(\d{1,5}))?$/i;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

/** `host` or `host:port`; null for anything else. */
export function parseHostName(text: string): HostName | null {
  const [, name, port] = HOST.exec(text) ?? [];
  return name === undefined ? null : { name: name.toLowerCase(), port: port ? Number(port) : null };
}

/** Whether only this machine reaches an interface or a host of that name: localhost, 127.0.0.0/8, ::1. */
export const isLoopback = (name: string): boolean => LOOPBACK.test(name);

/**
 * Whether a `Host` header names this machine's own loopback and `port`. Any other name is one that somebody's DNS has
 * pointed here, so that a page of theirs may read the answer (DNS rebinding).
 */
export function isOwnLoopback(header: string | undefined, port: number | undefined): boolean {
  const host = parseHostName(header ?? '');
  return host !== null && isLoopback(host.name) && (host.port ?? 80) === port;
}
