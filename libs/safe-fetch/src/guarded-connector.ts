import { lookup as lookupInDns, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { notPublic } from './answer-rules';
import { hostPort } from './host-port';
import { isPublicAddress } from './public-address';

export interface ConnectorOptions {
  /** Entries in the form of `hostPort`: they may lead anywhere. */
  allowed: ReadonlySet<string>;
  timeoutMs: number;
  lookup?: LookupFunction;
}

/**
 * Opens connections to public addresses only. It checks the very addresses that the socket then connects to, so a
 * name can't change its mind between check and use; and addresses written as such, for which no lookup happens.
 */
export function guardedConnector({
  allowed,
  timeoutMs,
  lookup = lookupInDns,
}: ConnectorOptions): buildConnector.connector {
  const connectAnywhere = buildConnector({ timeout: timeoutMs, lookup });
  return (target, callback) => {
    const host = hostPort(target);
    if (allowed.has(host)) return connectAnywhere(target, callback);
    if (isIP(target.hostname) && !isPublicAddress(target.hostname)) return callback(notPublic(host), null);
    return buildConnector({ timeout: timeoutMs, lookup: publicLookup(host, lookup) })(target, callback);
  };
}

/** One private address among several refuses the host: honest names do not mix them. */
function publicLookup(host: string, lookup: LookupFunction): LookupFunction {
  return (name, options, done) =>
    lookup(name, { ...options, all: true }, (error, found) => {
      const addresses = found as LookupAddress[];
      if (error) return done(error, []);
      if (!addresses.every(({ address }) => isPublicAddress(address))) return done(notPublic(host), []);
      if (options.all) return done(null, addresses);
      const [first] = addresses;
      return done(null, first?.address ?? '', first?.family);
    });
}
