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

/** Whether a `Host` header names one of the hosts; an entry without a port stands for all ports. */
export function isPublicHost(header: string | undefined, hosts: readonly HostName[]): boolean {
  const host = parseHostName(header ?? '');
  return (
    host !== null && hosts.some(({ name, port }) => name === host.name && (port ?? host.port) === host.port)
  );
}
