import { parseHostName, type HostName } from '@reelmill/observability';
import { z } from 'zod';

/** `host` or `host:port`, comma-separated. */
export const PublicHosts = z
  .string()
  .transform((text, context): HostName[] => {
    const entries = text.split(',').map((entry) => entry.trim());
    const parsed = entries.filter((entry) => entry !== '').map(parseHostName);
    if (parsed.includes(null)) context.addIssue('an entry is no host or host:port');
    return parsed.filter((entry) => entry !== null);
  })
  .prefault('')
  .describe('host or host:port entries, comma-separated');

/** What clients leave out of `Host`: which of them is meant, only a proxy knows that took the request by TLS or without. */
const USUAL_PORTS: readonly (number | null)[] = [80, 443];

/** Whether a `Host` header names one of the hosts; an entry without a port stands for all ports. */
export function isPublicHost(header: string | undefined, hosts: readonly HostName[]): boolean {
  const host = parseHostName(header ?? '');
  if (host === null) return false;
  const isPort = (port: number | null): boolean =>
    port === null || port === host.port || (host.port === null && USUAL_PORTS.includes(port));
  return hosts.some(({ name, port }) => name === host.name && isPort(port));
}
