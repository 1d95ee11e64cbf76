import { createSocket, type Socket } from 'node:dgram';
import { type Impairment, impair } from '../../../packages/softswitch/test/media/impairment-relay.ts';

/** A bad network for signalling: each peer on its near side has a port of its own on its far side, at one address. */
export class SipRelay {
  readonly #near: Socket;
  readonly #far = new Map<number, Promise<Socket>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #sipPort: number;
  readonly #address: string;
  readonly #out: () => number[];
  readonly #back: () => number[];
  lost = 0;

  private constructor(near: Socket, sipPort: number, address: string, impairment: Impairment) {
    this.#near = near;
    this.#sipPort = sipPort;
    this.#address = address;
    this.#out = impair({ ...impairment, seed: 20 });
    this.#back = impair({ ...impairment, seed: 21 });
    near.on('error', () => {});
    near.on('message', (data, from) => void this.#outwards(data, from.port));
  }

  /** `address`: where it comes from, as the engine sees it. */
  static async open(sipPort: number, address: string, impairment: Impairment): Promise<SipRelay> {
    const near = createSocket('udp4');
    await new Promise<void>((resolve) => near.bind(0, '127.0.0.1', resolve));
    return new SipRelay(near, sipPort, address, impairment);
  }

  get port(): number {
    return this.#near.address().port;
  }

  async #outwards(data: Buffer, peer: number): Promise<void> {
    let opened = this.#far.get(peer);
    if (!opened) {
      opened = this.#open(peer);
      this.#far.set(peer, opened);
    }
    const far = await opened;
    this.#pass(this.#out(), () => far.send(data, this.#sipPort, '127.0.0.1'));
  }

  async #open(peer: number): Promise<Socket> {
    const far = createSocket('udp4');
    await new Promise<void>((resolve) => far.bind(0, this.#address, resolve));
    far.on('error', () => {});
    far.on('message', (data) => this.#pass(this.#back(), () => this.#near.send(data, peer, '127.0.0.1')));
    return far;
  }

  #pass(delays: readonly number[], send: () => void): void {
    if (delays.length === 0) this.lost++;
    for (const delay of delays) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        send();
      }, delay);
      this.#timers.add(timer);
    }
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#near.close();
    for (const opened of this.#far.values()) void opened.then((far) => far.close());
  }
}
