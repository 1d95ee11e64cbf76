import { isIPv4, isIPv6 } from 'node:net';

interface Network {
  /** Bits of an address of its family. */
  width: 32 | 128;
  address: bigint;
  prefix: number;
}

/** IPv4 in IPv6's clothes (RFC 4291 section 2.5.5.2) is IPv4. */
const MAPPED = 0xffffn;

/** `192.0.2.0/24`, `2001:db8::1`; undefined for what is neither. */
function parseNetwork(text: string): Network | undefined {
  const [address = '', length] = text.split('/');
  const width = isIPv4(address) ? 32 : isIPv6(address) ? 128 : undefined;
  if (width === undefined) return undefined;
  const prefix = length === undefined ? width : Number(length);
  const bits = width === 32 ? bitsOf4(address) : bitsOf6(address);
  if (width === 128 && prefix >= 96 && bits >> 32n === MAPPED) return { width: 32, address: bits & 0xffffffffn, prefix: prefix - 96 };
  return { width, address: bits, prefix };
}

const bitsOf4 = (address: string): bigint => address.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);

function bitsOf6(address: string): bigint {
  // A zone says by which interface, not whose address it is. The last 32 bits may be written as IPv4.
  const plain = address.replace(/%.*$/, '').replace(/[0-9.]+\.[0-9]+$/, (ip4) => {
    const bits = bitsOf4(ip4);
    return `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const groupsOf = (part: string) => (part === '' ? [] : part.split(':'));
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

/** Whether an address can belong to both: one network contains the other, also one of IPv6 all of IPv4. Pure. */
export function overlap(one: string, other: string): boolean {
  const a = parseNetwork(one);
  const b = parseNetwork(other);
  if (!a || !b) return false;
  if (a.width !== b.width) return contains(a, b.width === 32 ? inIpv6(b) : b) || contains(b, a.width === 32 ? inIpv6(a) : a);
  return contains(a, b) || contains(b, a);
}

const inIpv6 = ({ address, prefix }: Network): Network => ({ width: 128, address: (MAPPED << 32n) | address, prefix: prefix + 96 });

function contains(wide: Network, narrow: Network): boolean {
  if (wide.width !== narrow.width || wide.prefix > narrow.prefix) return false;
  const shift = BigInt(wide.width - wide.prefix);
  return wide.address >> shift === narrow.address >> shift;
}

/**
 * The widest network that one carrier may be known by: 65,536 addresses of IPv4, or what a provider gets at least of IPv6 (a /32).
 * Carriers send from a few addresses; whoever can claim more than one carrier's could claim other call centres' calls.
 */
const WIDEST = { 32: 16, 128: 32 } as const;

/** Nobody's calls come from there: "this network", groups, reserved ones. */
const NOBODYS = ['0.0.0.0/8', '224.0.0.0/4', '240.0.0.0/4', '::/32', 'ff00::/8', '64:ff9b::/96', '2002::/16'];
const LOOPBACK = ['127.0.0.0/8', '::1'];

/**
 * Why a carrier cannot be known by these addresses; undefined: they are fine. This very machine is one address, not a network: several
 * programs on it may be carriers (a gateway, a demo).
 */
export function problemOf(text: string): 'tooWide' | 'nobodys' | undefined {
  const network = parseNetwork(text);
  if (!network) return 'nobodys';
  const { width, prefix } = network;
  if (prefix < WIDEST[width]) return 'tooWide';
  if (LOOPBACK.some((loopback) => overlap(loopback, text))) return prefix === width ? undefined : 'tooWide';
  // Written as IPv6 an IPv4 address has been read as IPv4 above.
  const isNobodys = NOBODYS.some((nobodys) => parseNetwork(nobodys)?.width === width && overlap(nobodys, text));
  return isNobodys ? 'nobodys' : undefined;
}
