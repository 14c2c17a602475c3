import { lookup as lookupInDns, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';
import { buildConnector } from 'undici';
import { closedPort, notPublic } from './answer-rules';
import { hostPort } from './host-port';
import { isPublicAddress } from './public-address';

/** Names that have none: RFC 9499's NXDOMAIN and NODATA, as Node calls them. */
const WITHOUT_ADDRESS: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA']);

export interface ConnectorOptions {
  /** Entries in the form of `hostPort`: they may lead anywhere. */
  allowed: ReadonlySet<string>;
  /** What may be connected to of all other places. */
  ports: ReadonlySet<number>;
  timeoutMs: number;
  lookup?: LookupFunction;
}

/**
 * Opens connections to public addresses only, and not to those of this host. It checks the very addresses that the
 * socket then connects to, so a name can't change its mind between check and use; and addresses written as such, for
 * which no lookup happens.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const { allowed, ports, timeoutMs, lookup = lookupInDns } = options;
  const connectAnywhere = buildConnector({ timeout: timeoutMs, lookup });
  return (target, callback) => {
    const host = hostPort(target);
    if (allowed.has(host)) return connectAnywhere(target, callback);
    const port = Number(host.slice(host.lastIndexOf(':') + 1));
    if (!ports.has(port)) return callback(closedPort(target.hostname, port), null);
    const isOpen = publicHere();
    if (isIP(target.hostname) && !isOpen(target.hostname)) return callback(notPublic(host), null);
    const guarded = publicLookup(host, { lookup, isOpen });
    return buildConnector({ timeout: timeoutMs, lookup: guarded })(target, callback);
  };
}

/** Asked anew for each connection: interfaces come and go. */
function publicHere(): (address: string) => boolean {
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return (address) =>
    isPublicAddress(
      address,
      own.map((each) => each.address),
    );
}

/** One private address among several refuses the host: honest names do not mix them. */
function publicLookup(
  host: string,
  { lookup, isOpen }: { lookup: LookupFunction; isOpen: (address: string) => boolean },
): LookupFunction {
  return (name, options, done) =>
    lookup(name, { ...options, all: true }, (error, found) => {
      const addresses = found as LookupAddress[];
      if (error) return done(WITHOUT_ADDRESS.has(error.code) ? notPublic(host) : error, []);
      if (!addresses.every(({ address }) => isOpen(address))) return done(notPublic(host), []);
      if (options.all) return done(null, addresses);
      const [first] = addresses;
      return done(null, first?.address ?? '', first?.family);
    });
}
