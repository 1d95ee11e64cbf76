import { contains, isIpv6, overlap as networksOverlap, parseNetwork } from '../../platform/addresses.ts';

/** Whether an address can belong to both: one network contains the other, also one of IPv6 all of IPv4. What is no network overlaps with none. */
export function overlap(one: string, other: string): boolean {
  const a = parseNetwork(one);
  const b = parseNetwork(other);
  return a !== undefined && b !== undefined && networksOverlap(a, b);
}

/**
 * The widest network that one carrier may be known by: 65,536 addresses of IPv4, or what a provider gets at least of IPv6 (a /32).
 * Carriers send from a few addresses; whoever can claim more than one carrier's could claim other call centres' calls.
 */
const WIDEST_IPV4 = 16;
const WIDEST_IPV6 = 32;

const networks = (texts: readonly string[]) => texts.flatMap((text) => parseNetwork(text) ?? []);
/** Nobody's calls come from there: "this network", groups, reserved ones. */
const NOBODYS = networks(['0.0.0.0/8', '224.0.0.0/4', '240.0.0.0/4', '::/32', 'ff00::/8', '64:ff9b::/96', '2002::/16']);
const LOOPBACK = networks(['127.0.0.0/8', '::1']);

/**
 * Why a carrier cannot be known by these addresses; undefined: they are fine. This very machine is one address, not a network: several
 * programs on it may be carriers (a gateway, a demo).
 */
export function problemOf(text: string): 'tooWide' | 'nobodys' | undefined {
  const network = parseNetwork(text);
  if (!network) return 'nobodys';
  if (network.prefix < (isIpv6(network) ? WIDEST_IPV6 : WIDEST_IPV4)) return 'tooWide';
  if (LOOPBACK.some((loopback) => networksOverlap(loopback, network)))
    return network.prefix === (isIpv6(network) ? 128 : 32) ? undefined : 'tooWide';
  const isNobodys = NOBODYS.some(
    (nobodys) => isIpv6(nobodys) === isIpv6(network) && (contains(nobodys, network) || contains(network, nobodys)),
  );
  return isNobodys ? 'nobodys' : undefined;
}
