import { BlockList, isIP } from 'node:net';

/** Networks that an IVR must not reach: this machine, the house's own, those of the cloud (RFC 6890 and what providers add). */
const FORBIDDEN: readonly [string, number, 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  // Shared addresses; Alibaba Cloud's metadata are at 100.100.100.200.
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  // Link-local; the metadata of most clouds are at 169.254.169.254.
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  // Azure's host services.
  ['168.63.129.16', 32, 'ipv4'],
  // Not `::/8`: there an IPv4 address is found as well.
  ['::', 96, 'ipv6'],
  ['::ffff:0:0:0', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 9, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

const forbidden = new BlockList();
for (const [net, prefix, family] of FORBIDDEN) forbidden.addSubnet(net, prefix, family);

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Who may be asked although his address is one of the house's own. */
export class AllowedHosts {
  readonly #names = new Set<string>();
  readonly #networks = new BlockList();

  /** @param entries host names, addresses, networks as `10.1.0.0/16`. Throws with a sentence for what is none. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [address = '', prefix] = entry.split('/');
      const family = familyOf(address);
      if (isIP(address) === 0) {
        if (prefix !== undefined || !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(address))
          throw new Error(`${entry} is no host and no network`);
        this.#names.add(address.toLowerCase());
      } else if (prefix === undefined) this.#networks.addAddress(address, family);
      else {
        const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
        if (!(bits <= (family === 'ipv6' ? 128 : 32))) throw new Error(`${entry} is no network`);
        this.#networks.addSubnet(address, bits, family);
      }
    }
  }

  /** May that address be connected to, for a URL with that host? */
  allows(host: string, address: string): boolean {
    const plain = withoutMapping(address);
    if (isIP(plain) === 0) return false;
    if (!forbidden.check(plain, familyOf(plain))) return true;
    return this.#names.has(host.toLowerCase()) || this.#networks.check(plain, familyOf(plain));
  }
}

/** `::ffff:10.0.0.1` is 10.0.0.1, also when it is written in hexadecimal. */
function withoutMapping(address: string): string {
  const dotted = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (dotted !== undefined) return dotted;
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  if (!hex) return address;
  const [high = 0, low = 0] = [hex[1], hex[2]].map((part) => Number.parseInt(part ?? '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
