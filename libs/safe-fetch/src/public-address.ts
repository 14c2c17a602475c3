import ipaddr from 'ipaddr.js';

/** RFC 4291 §2.4: all global unicast that was ever handed out; keeps out forms that no list names, such as `::127.0.0.1`. */
const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** RFC 9637, for documentation. */
const DOCUMENTATION_V6 = ipaddr.IPv6.parseCIDR('3fff::/20');

/** Azure's wire server: a unicast address that every machine there reaches its host's secrets by. */
const CLOUD_HOST_V4 = '168.63.129.16';

/**
 * Whether an IP address, as text, is a public unicast one and none of `own`, this host's. IPv4-mapped IPv6 counts as the
 * IPv4 inside; whatever else carries an IPv4 address (NAT64, 6to4, Teredo) is not public, since a gateway of ours may
 * lead it to our network.
 */
export function isPublicAddress(address: string, own: readonly string[] = []): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  const text = parsed.toNormalizedString();
  if (parsed.range() !== 'unicast' || text === CLOUD_HOST_V4) return false;
  if (own.some((each) => ipaddr.isValid(each) && ipaddr.process(each).toNormalizedString() === text))
    return false;
  if (parsed instanceof ipaddr.IPv4) return true;
  return parsed.match(GLOBAL_UNICAST_V6) && !parsed.match(DOCUMENTATION_V6);
}
