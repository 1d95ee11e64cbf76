import { isIP, isIPv6 } from 'node:net';
import { canonicalAddress } from './flow.ts';

/** A network of one family: addresses whose first `bits` are those of `base`. */
interface Network {
  isV6: boolean;
  base: bigint;
  bits: number;
}

interface Rule {
  id: string;
  endpoint: string;
  network: Network;
}

const NOBODY: readonly string[] = [];
const MAX_FOUND = 4_096;
const WIDTH = { v4: 32, v6: 128 } as const;

/**
 * Which endpoints a source address belongs to (`identify` with `match=` addresses or networks). IPv4 and IPv6 are apart: `::/0` holds
 * no IPv4 address. A mapped address (`::ffff:192.0.2.1`, RFC 4291 section 2.5.5.2) is the IPv4 address it stands for.
 */
export class TrunkIdentification {
  /** The narrowest networks first; of the same width in the order in which they were set. */
  #rules: Rule[] = [];
  /** Answers of `findAll`: it is asked for each message of a peer that is no phone. */
  readonly #found = new Map<string, readonly string[]>();

  /** `match`: comma-separated addresses, CIDR networks or address/netmask; names are not resolved. False if none is usable. */
  set(id: string, endpoint: string, match: string): boolean {
    this.#found.clear();
    const networks = match.split(',').flatMap((text) => networkOf(text.trim()) ?? []);
    const others = this.#rules.filter((rule) => rule.id !== id);
    this.#rules = [...others, ...networks.map((network) => ({ id, endpoint, network }))].sort(
      (a, b) => narrowness(b.network) - narrowness(a.network),
    );
    return networks.length > 0;
  }

  delete(id: string): void {
    this.#found.clear();
    this.#rules = this.#rules.filter((rule) => rule.id !== id);
  }

  /** The endpoints, those of the narrowest networks first; [] for a stranger. */
  findAll(address: string): readonly string[] {
    if (this.#rules.length === 0) return NOBODY;
    let found = this.#found.get(address);
    if (found) return found;
    const own = networkOf(address);
    const rules = own ? this.#rules.filter(({ network }) => holds(network, own)) : [];
    found = [...new Set(rules.map(({ endpoint }) => endpoint))];
    // A flood from forged addresses must not fill our memory.
    if (this.#found.size >= MAX_FOUND) this.#found.clear();
    this.#found.set(address, found);
    return found;
  }

  /** The endpoint, or undefined for a stranger. */
  find(address: string): string | undefined {
    return this.findAll(address)[0];
  }
}

function holds(network: Network, { isV6, base }: Network): boolean {
  if (network.isV6 !== isV6) return false;
  const shift = BigInt((isV6 ? WIDTH.v6 : WIDTH.v4) - network.bits);
  return base >> shift === network.base >> shift;
}

/** Bits that are left open say how wide it is, whatever the family. */
function narrowness({ isV6, bits }: Network): number {
  return bits - (isV6 ? WIDTH.v6 : WIDTH.v4);
}

function networkOf(text: string): Network | undefined {
  const [written = '', suffix] = text.split('/');
  if (isIP(written) === 0) return undefined;
  const address = canonicalAddress(written);
  const isV6 = isIPv6(address);
  const width = isV6 ? WIDTH.v6 : WIDTH.v4;
  // A network of mapped addresses is written with the bits of IPv6.
  const mapped = isIPv6(written) && !isV6 ? WIDTH.v6 - WIDTH.v4 : 0;
  const bits =
    suffix === undefined
      ? width
      : (suffix.includes('.') ? maskBits(suffix) : /^\d{1,3}$/.test(suffix) ? Number(suffix) : Number.NaN) - mapped;
  if (!Number.isInteger(bits) || bits < 0 || bits > width) return undefined;
  return { isV6, base: isV6 ? ipv6Value(address) : ipv4Value(address), bits };
}

function ipv4Value(address: string): bigint {
  return address.split('.').reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

/** Of its canonical form: no dots, at most one `::`. */
function ipv6Value(address: string): bigint {
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(head), tail === undefined ? [] : groups(tail)];
  const all = [...before, ...new Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after];
  return all.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

function maskBits(mask: string): number {
  const bits = mask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) && bits.length === 32 ? (bits.indexOf('0') === -1 ? 32 : bits.indexOf('0')) : Number.NaN;
}

/** A trunk that a call from some address may be for. */
export interface TrunkCandidate {
  endpoint: string;
  /** What the carrier knows it by: account and contact names. */
  accounts: readonly string[];
  /** Of the same group (call centre) it does not matter which. */
  group: string;
}

/**
 * Of several trunks at one carrier the called account decides: the first of `called` that is the account of one of them. Where no
 * account is named all candidates have to be of one group; a call that could be for another call centre is nobody's: undefined.
 */
export function chooseTrunk(candidates: readonly TrunkCandidate[], called: readonly string[]): string | undefined {
  for (const name of called.map(plainUser)) {
    const named = candidates.filter(({ accounts }) => accounts.some((account) => plainUser(account) === name));
    if (new Set(named.map(({ group }) => group)).size === 1) return named[0]?.endpoint;
  }
  return new Set(candidates.map(({ group }) => group)).size === 1 ? candidates[0]?.endpoint : undefined;
}

/** `+8640080…` and `8640080…` are one account; so are `400@carrier.example` and `400`. */
function plainUser(user: string): string {
  return user.replace(/@.*$/, '').replace(/^\+/, '');
}
