import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { plainAddress } from './place.ts';

/** A proxy's own word is believed for so many steps; no sensible chain is longer. */
const MOST_STEPS = 10;

/**
 * Whose request it is. `X-Forwarded-For` counts only as far as the proxies go that the administrator has named: anybody can send
 * that header.
 */
export class ClientAddresses {
  readonly #trusted = new BlockList();

  /** @param trusted addresses and networks (`10.1.0.0/16`) of proxies. Throws a sentence for what is neither. */
  constructor(trusted: readonly string[]) {
    for (const entry of trusted) addNetwork(this.#trusted, entry);
  }

  isTrusted(address: string): boolean {
    const plain = plainAddress(address);
    const family = isIP(plain);
    return family !== 0 && this.#trusted.check(plain, family === 6 ? 'ipv6' : 'ipv4');
  }

  of({ socket, headers }: Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } }): string {
    let address = plainAddress(socket.remoteAddress ?? '');
    const told = String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((entry) => plainAddress(entry.trim()));
    for (let step = 0; step < MOST_STEPS && this.isTrusted(address); step++) {
      const before = told.pop();
      if (before === undefined || isIP(before) === 0) break;
      address = before;
    }
    return address;
  }
}

function addNetwork(list: BlockList, entry: string): void {
  const [address = '', prefix] = entry.split('/');
  const family = isIP(address);
  const bits = family === 6 ? 128 : 32;
  const length = prefix === undefined ? bits : /^[0-9]{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (family === 0 || length < 1 || length > bits) throw new Error(`“${entry}” is neither an address nor a network such as 10.1.0.0/16`);
  list.addSubnet(address, length, family === 6 ? 'ipv6' : 'ipv4');
}
