import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** An address, or all that begin with the same bits. */
export interface Network {
  address: Address;
  prefix: number;
}

const widthOf = (address: Address): 32 | 128 => (address.kind() === 'ipv4' ? 32 : 128);

/**
 * `192.0.2.0/24`, `2001:db8::1`; undefined for what is neither. IPv4 that is mapped into IPv6 (RFC 4291 section 2.5.5.2) is IPv4, however it
 * is written; a zone (`%eth0`) says by which interface, not whose address it is.
 */
export function parseNetwork(text: string): Network | undefined {
  const [written = '', length, more] = text.split('/');
  const plain = written.replace(/%.*$/, '');
  // ipaddr.js alone takes 127.1 and 0x7f000001, too.
  if (isIP(plain) === 0 || more !== undefined) return undefined;
  const address = ipaddr.parse(plain);
  const width = widthOf(address);
  const prefix = length === undefined ? width : /^[0-9]{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (!(prefix <= width)) return undefined;
  const isMapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && prefix >= 96;
  return isMapped ? { address: address.toIPv4Address(), prefix: prefix - 96 } : { address, prefix };
}

/** As this house writes an address: IPv4 plainly, no zone, IPv6 as RFC 5952 has it; what is no address stays as it is. */
export function plainAddress(text: string): string {
  return text.includes('/') ? text : (parseNetwork(text)?.address.toString() ?? text);
}

export const isIpv6 = (network: Network): boolean => widthOf(network.address) === 128;

const inIpv6 = ({ address, prefix }: Network): Network =>
  address instanceof ipaddr.IPv4 ? { address: address.toIPv4MappedAddress(), prefix: prefix + 96 } : { address, prefix };

/** Whether all of `narrow` is in `wide`. A network of IPv6 can hold all of IPv4. */
export function contains(wide: Network, narrow: Network): boolean {
  if (isIpv6(wide) !== isIpv6(narrow)) return isIpv6(wide) && contains(wide, inIpv6(narrow));
  return wide.prefix <= narrow.prefix && narrow.address.match(wide.address, wide.prefix);
}

/** Whether an address can belong to both. */
export const overlap = (one: Network, other: Network): boolean => contains(one, other) || contains(other, one);

/** `2001:db8:0:0::/64`, where an IPv6 address is; undefined for IPv4. */
export function subnetOf({ address }: Network): string | undefined {
  if (!(address instanceof ipaddr.IPv6)) return undefined;
  const groups = address.parts.slice(0, 4).map((group) => group.toString(16));
  return `${groups.join(':')}::/64`;
}
