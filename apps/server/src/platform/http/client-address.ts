import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { contains, type Network, parseNetwork, plainAddress } from '../addresses.ts';

/** A proxy's own word is believed for so many steps; no sensible chain is longer. */
const MOST_STEPS = 10;

/**
 * Whose request it is. `X-Forwarded-For` counts only as far as the proxies go that the administrator has named: anybody can send
 * that header.
 */
export class ClientAddresses {
  readonly #trusted: readonly Network[];

  /** @param trusted addresses and networks (`10.1.0.0/16`) of proxies. Throws a sentence for what is neither. */
  constructor(trusted: readonly string[]) {
    this.#trusted = trusted.map(networkOf);
  }

  isTrusted(address: string): boolean {
    const network = parseNetwork(address);
    return network !== undefined && this.#trusted.some((trusted) => contains(trusted, network));
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

function networkOf(entry: string): Network {
  const network = parseNetwork(entry);
  if (!network || network.prefix < 1) throw new Error(`“${entry}” is neither an address nor a network such as 10.1.0.0/16`);
  return network;
}
