import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Clock } from '@zuoxi/kit';

const TTL_MS = 60_000;
const MAX_NAMES = 1_000;

/** Host names of carriers to addresses. */
export class Resolver {
  readonly #clock: Clock;
  readonly #names = new Map<string, { address: string; until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Undefined when there is no such host and never was. */
  async resolve(host: string): Promise<string | undefined> {
    if (isIP(host) !== 0) return host;
    const now = this.#clock.monotonic();
    const known = this.#names.get(host);
    if (known && known.until > now) return known.address;
    try {
      const { address } = await lookup(host, { family: 4 });
      if (this.#names.size > MAX_NAMES) this.#names.clear();
      this.#names.set(host, { address, until: now + TTL_MS });
      return address;
    } catch {
      // A name server that fails does not take a known trunk away.
      return known?.address;
    }
  }
}
