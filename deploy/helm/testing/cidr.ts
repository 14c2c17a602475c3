import { BlockList, isIP } from 'node:net';

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Whether an address lies in a range. An IPv4 range has no IPv6 address in it, and the other way round. */
export function inRange(address: string, cidr: string): boolean {
  const [network = '', prefix] = cidr.split('/');
  if (isIP(network) === 0 || prefix === undefined) throw new Error(`${cidr} is no range`);
  if (family(address) !== family(network)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), family(network));
  return list.check(address, family(address));
}
