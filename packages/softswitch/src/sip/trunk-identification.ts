import { BlockList, isIP, isIPv6 } from 'node:net';

/** Which endpoint a source address belongs to (`identify` with `match=` addresses or networks). */
export class TrunkIdentification {
  readonly #rules = new Map<string, { endpoint: string; list: BlockList }>();

  /** `match`: comma-separated addresses, CIDR networks or address/netmask; names are not resolved. False if none is usable. */
  set(id: string, endpoint: string, match: string): boolean {
    const list = new BlockList();
    let usable = false;
    for (const part of match.split(',').map((text) => text.trim())) {
      const [address = '', suffix] = part.split('/');
      if (isIP(address) === 0) continue;
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      if (suffix === undefined) list.addAddress(address, family);
      else {
        // Digits only: Node itself dies of a network of -0 bits.
        const bits = suffix.includes('.') ? maskBits(suffix) : /^\d{1,3}$/.test(suffix) ? Number(suffix) : Number.NaN;
        if (!Number.isInteger(bits) || bits < 0 || bits > (family === 'ipv6' ? 128 : 32)) continue;
        list.addSubnet(address, bits, family);
      }
      usable = true;
    }
    this.#rules.set(id, { endpoint, list });
    return usable;
  }

  delete(id: string): void {
    this.#rules.delete(id);
  }

  /** The endpoint, or undefined for a stranger. */
  find(address: string): string | undefined {
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    for (const rule of this.#rules.values()) if (rule.list.check(address, family)) return rule.endpoint;
    return undefined;
  }
}

function maskBits(mask: string): number {
  const bits = mask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) && bits.length === 32 ? (bits.indexOf('0') === -1 ? 32 : bits.indexOf('0')) : Number.NaN;
}
