import { isIP } from 'node:net';
import { contains, isIpv6, type Network, parseNetwork } from '../../platform/addresses.ts';

/** Networks that an IVR must not reach: this machine, the house's own, those of the cloud (RFC 6890 and what providers add). */
const FORBIDDEN = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  // Shared addresses; Alibaba Cloud's metadata are at 100.100.100.200.
  '100.64.0.0/10',
  '127.0.0.0/8',
  // Link-local; the metadata of most clouds are at 169.254.169.254.
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  // Azure's host services.
  '168.63.129.16/32',
  // Not `::/8`: there an IPv4 address is found as well.
  '::/96',
  '::ffff:0:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/9',
  'ff00::/8',
].flatMap((network) => parseNetwork(network) ?? []);

/** Who may be asked although his address is one of the house's own. */
export class AllowedHosts {
  readonly #names = new Set<string>();
  readonly #networks: Network[] = [];

  /** @param entries host names, addresses, networks as `10.1.0.0/16`. Throws with a sentence for what is none. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const network = parseNetwork(entry);
      if (network) this.#networks.push(network);
      else if (isIP(entry.split('/')[0] ?? '') !== 0) throw new Error(`${entry} is no network`);
      else if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(entry)) this.#names.add(entry.toLowerCase());
      else throw new Error(`${entry} is no host and no network`);
    }
  }

  /** May that address be connected to, for a URL with that host? */
  allows(host: string, address: string): boolean {
    const network = parseNetwork(address);
    if (!network) return false;
    const isIn = (wide: Network) => isIpv6(wide) === isIpv6(network) && contains(wide, network);
    return !FORBIDDEN.some(isIn) || this.#names.has(host.toLowerCase()) || this.#networks.some(isIn);
  }
}
