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
  if (width === 128 && bits >> 32n === MAPPED && prefix >= 96) return { width: 32, address: bits & 0xffffffffn, prefix: prefix - 96 };
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

/** Whether an address can belong to both: one network contains the other. Pure. */
export function overlap(one: string, other: string): boolean {
  const a = parseNetwork(one);
  const b = parseNetwork(other);
  if (!a || !b || a.width !== b.width) return false;
  const shift = BigInt(a.width - Math.min(a.prefix, b.prefix));
  return a.address >> shift === b.address >> shift;
}
