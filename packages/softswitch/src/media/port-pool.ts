import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { MediaError } from './api.ts';

/** A bound RTP port, with the odd RTCP port above it unless it was not wanted. */
export interface PortPair {
  rtp: Socket;
  rtcp: Socket | undefined;
  port: number;
  release(): Promise<void>;
}

/**
 * Hands out even UDP ports (RFC 3550 section 11) from a range. A port that something else holds is skipped; other
 * workers take from the same range, so `bind` itself is the judge.
 */
export class PortPool {
  readonly #address: string;
  readonly #first: number;
  readonly #pairs: number;
  readonly #used = new Set<number>();
  #next: number;

  constructor(address: string, range: readonly [number, number], startAt = 0) {
    this.#address = address;
    this.#first = range[0] + (range[0] % 2);
    this.#pairs = range[0] === 0 ? 0 : Math.max(0, Math.floor((range[1] - this.#first + 1) / 2));
    this.#next = this.#pairs > 0 ? startAt % this.#pairs : 0;
    if (range[0] !== 0 && this.#pairs === 0) throw new MediaError('failed', `port range ${range.join('-')} holds no pair`);
  }

  /** Number of pairs handed out and not released. */
  get size(): number {
    return this.#used.size;
  }

  /** On the pool's address, or on another one. Rejects with `no-port` when all are taken. */
  async take(withRtcp: boolean, address = this.#address): Promise<PortPair> {
    if (this.#pairs === 0) return this.#takeAny(withRtcp, address);
    for (let tried = 0; tried < this.#pairs; tried++) {
      const port = this.#first + this.#next * 2;
      this.#next = (this.#next + 1) % this.#pairs;
      if (this.#used.has(port)) continue;
      this.#used.add(port);
      const pair = await this.#bindPair(address, port, withRtcp);
      if (pair) return pair;
      this.#used.delete(port);
    }
    throw new MediaError('no-port', 'every RTP port of the range is in use');
  }

  async #takeAny(withRtcp: boolean, address: string): Promise<PortPair> {
    for (let tried = 0; tried < 50; tried++) {
      const probe = await bind(address, 0);
      if (!probe) continue;
      const port = probe.address().port;
      if (port % 2 !== 0 || this.#used.has(port)) {
        await closeSocket(probe);
        continue;
      }
      this.#used.add(port);
      const rtcp = withRtcp ? await bind(address, port + 1) : undefined;
      if (!withRtcp || rtcp) return this.#pair(probe, rtcp, port);
      this.#used.delete(port);
      await closeSocket(probe);
    }
    throw new MediaError('no-port', 'the system gives no pair of ports');
  }

  async #bindPair(address: string, port: number, withRtcp: boolean): Promise<PortPair | undefined> {
    const rtp = await bind(address, port);
    if (!rtp) return undefined;
    if (!withRtcp) return this.#pair(rtp, undefined, port);
    const rtcp = await bind(address, port + 1);
    if (rtcp) return this.#pair(rtp, rtcp, port);
    await closeSocket(rtp);
    return undefined;
  }

  #pair(rtp: Socket, rtcp: Socket | undefined, port: number): PortPair {
    let released: Promise<void> | undefined;
    const release = async () => {
      await Promise.all([closeSocket(rtp), rtcp ? closeSocket(rtcp) : undefined]);
      this.#used.delete(port);
    };
    return { rtp, rtcp, port, release: () => (released ??= release()) };
  }
}

/** Undefined when the port cannot be had. */
function bind(address: string, port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const family = isIPv6(address) ? 6 : 4;
    const socket = createSocket({
      type: `udp${family}`,
      // Addresses here are always literal. Without this, every send goes through the resolver and a later tick.
      lookup: (hostname, _options, callback) => callback(null, hostname, family),
    });
    socket.once('error', () => socket.close(() => resolve(undefined)));
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      // ICMP refusals surface as errors; a phone that hung up must not take the worker down.
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}

function closeSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}
