import { parseNetwork, subnetOf } from '../addresses.ts';

/**
 * What counts as one place when connections or failures are counted: an IPv4 address; of IPv6 the /64, which one household or office
 * has to itself and could change addresses in for ever.
 */
export function placeOf(address: string): string {
  const network = address.includes('/') ? undefined : parseNetwork(address);
  return network ? (subnetOf(network) ?? network.address.toString()) : address;
}
