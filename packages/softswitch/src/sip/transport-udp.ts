import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Flow, TransportHandlers } from './flow.ts';
import { plainAddress } from './flow.ts';

export interface UdpOptions {
  bindAddress: string;
  port: number;
  /** Written into Via and Contact instead of the bound address. */
  advertisedAddress?: string;
}

/** The address peers can reach us under when we are bound to all of them. */
export function ownAddress(bindAddress: string, advertised: string | undefined, remote: string): string {
  // A peer of the other family could do nothing with it.
  if (advertised && isIPv6(advertised) === isIPv6(remote)) return advertised;
  if (bindAddress !== '0.0.0.0' && bindAddress !== '::') return bindAddress;
  if (remote.startsWith('127.')) return '127.0.0.1';
  if (remote === '::1') return '::1';
  const family = isIPv6(remote) ? 'IPv6' : 'IPv4';
  for (const addresses of Object.values(networkInterfaces())) {
    for (const address of addresses ?? []) if (!address.internal && address.family === family) return address.address;
  }
  return '127.0.0.1';
}

export class UdpTransport {
  readonly #socket: Socket;
  readonly #options: UdpOptions;
  readonly #handlers: TransportHandlers;
  readonly #hosts = new Map<string, string>();
  readonly #isV6: boolean;
  #open = false;
  port = 0;

  constructor(options: UdpOptions, handlers: TransportHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#isV6 = options.bindAddress.includes(':');
    this.#socket = createSocket({
      type: this.#isV6 ? 'udp6' : 'udp4',
      // Bursts (a shift logging in) wait in the kernel instead of being lost.
      recvBufferSize: 2 * 1024 * 1024,
      sendBufferSize: 1024 * 1024,
    });
  }

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.bind(this.#options.port, this.#options.bindAddress, () => {
        this.#socket.off('error', reject);
        // ICMP errors arrive here; SIP learns of an absent peer by its timers.
        this.#socket.on('error', () => {});
        this.#socket.on('message', (data, remote) => this.#handlers.onData(data, this.flowTo(remote.address, remote.port)));
        this.port = this.#socket.address().port;
        this.#open = true;
        resolve();
      });
    });
  }

  /** `address` is an IP address. */
  flowTo(address: string, port: number): Flow {
    const transport = this;
    const remoteAddress = plainAddress(address);
    // A socket for both families knows IPv4 peers by their mapped addresses (RFC 4038 section 4.2).
    const onWire = this.#isV6 && !remoteAddress.includes(':') ? `::ffff:${remoteAddress}` : remoteAddress;
    return {
      id: `udp:${remoteAddress}:${port}`,
      transport: 'UDP',
      reliable: false,
      remoteAddress,
      remotePort: port,
      get localHost() {
        return transport.#localHost(remoteAddress);
      },
      localPort: this.port,
      get open() {
        return transport.#open;
      },
      send: (message) => {
        if (transport.#open) transport.#socket.send(message, port, onWire, () => {});
      },
    };
  }

  #localHost(remote: string): string {
    const key = remote.startsWith('127.') ? '127.' : remote === '::1' ? '::1' : remote.includes(':') ? '::' : '';
    let host = this.#hosts.get(key);
    if (host === undefined) {
      host = ownAddress(this.#options.bindAddress, this.#options.advertisedAddress, remote);
      this.#hosts.set(key, host);
    }
    return host;
  }

  stop(): Promise<void> {
    if (!this.#open) return Promise.resolve();
    this.#open = false;
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }
}
