import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export interface Impairment {
  /** 0 to 1. */
  loss?: number;
  duplicate?: number;
  /** Each packet is delayed by 0 to this much, so that packets overtake each other. */
  jitterMs?: number;
  delayMs?: number;
  seed?: number;
}

/** mulberry32: the same network in each run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** After how long each copy of a packet arrives; none when it is lost. */
export function impair({ loss = 0, duplicate = 0, jitterMs = 0, delayMs = 0, seed = 1 }: Impairment): () => number[] {
  const random = seeded(seed);
  return () => {
    const late = () => delayMs + random() * jitterMs;
    if (random() < loss) return [];
    return random() < duplicate ? [late(), late()] : [late()];
  };
}

/**
 * A bad network: stands between a phone and its leg, both ways. The phone's packets come from one more address, so
 * the leg sees one peer as it would through NAT.
 */
export class ImpairmentRelay {
  readonly #near: Socket = createSocket('udp4');
  readonly #far: Socket = createSocket('udp4');
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Where what comes from the phone goes. */
  target = 0;
  #phone = 0;
  passed = 0;
  lost = 0;

  /** `phonePort`: where what comes from the leg goes. */
  static async open(impairment: Impairment, phonePort: number): Promise<ImpairmentRelay> {
    const relay = new ImpairmentRelay(impairment);
    relay.#phone = phonePort;
    relay.#near.bind(0, '127.0.0.1');
    relay.#far.bind(0, '127.0.0.1');
    await Promise.all([once(relay.#near, 'listening'), once(relay.#far, 'listening')]);
    return relay;
  }

  private constructor(impairment: Impairment) {
    const out = impair(impairment);
    const back = impair({ ...impairment, seed: (impairment.seed ?? 1) + 1 });
    this.#near.on('message', (packet) => this.#pass(out(), packet, this.#far, () => this.target));
    this.#far.on('message', (packet) => this.#pass(back(), packet, this.#near, () => this.#phone));
  }

  /** The phone sends here. */
  get nearPort(): number {
    return this.#near.address().port;
  }

  /** The leg sends here: what the phone's SDP must say. */
  get farPort(): number {
    return this.#far.address().port;
  }

  #pass(delays: number[], packet: Buffer, from: Socket, to: () => number): void {
    if (delays.length === 0) this.lost++;
    for (const delay of delays) {
      this.passed++;
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        from.send(packet, to(), '127.0.0.1');
      }, delay);
      this.#timers.add(timer);
    }
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#near.close();
    this.#far.close();
  }
}
