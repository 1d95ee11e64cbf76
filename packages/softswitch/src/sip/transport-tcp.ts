import { connect, createServer, type Server, type Socket } from 'node:net';
import { type Flow, plainAddress, type TransportHandlers } from './flow.ts';
import { StreamFramer } from './stream-framer.ts';
import { ownAddress } from './transport-udp.ts';

export interface TcpOptions {
  bindAddress: string;
  port: number;
  advertisedAddress?: string;
  /** Connections in all, and from one address. */
  maxConnections?: number;
  maxPerAddress?: number;
}

/** A connection that said nothing for this long is closed: a slow loris holds no socket. */
const IDLE_MS = 180_000;
const PONG = Buffer.from('\r\n');

export class TcpTransport {
  readonly #server: Server;
  readonly #options: TcpOptions;
  readonly #handlers: TransportHandlers;
  readonly #flows = new Map<string, { flow: Flow; socket: Socket }>();
  readonly #perAddress = new Map<string, number>();
  #serial = 0;
  port = 0;

  constructor(options: TcpOptions, handlers: TransportHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  get connections(): number {
    return this.#flows.size;
  }

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.port, this.#options.bindAddress, () => {
        this.#server.off('error', reject);
        this.#server.on('error', () => {});
        const address = this.#server.address();
        this.port = typeof address === 'object' && address ? address.port : this.#options.port;
        resolve();
      });
    });
  }

  /** The open connection to that peer, or a new one. */
  flowTo(address: string, port: number): Flow {
    for (const { flow } of this.#flows.values()) if (flow.remoteAddress === address && flow.remotePort === port && flow.open) return flow;
    return this.#adopt(connect({ host: address, port }), address, port);
  }

  #accept(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress ?? '');
    const here = this.#perAddress.get(address) ?? 0;
    if (this.#flows.size >= (this.#options.maxConnections ?? 5_000) || here >= (this.#options.maxPerAddress ?? 200)) {
      socket.destroy();
      return;
    }
    this.#adopt(socket, address, socket.remotePort ?? 0);
  }

  #adopt(socket: Socket, remoteAddress: string, remotePort: number): Flow {
    const id = `tcp:${++this.#serial}`;
    const localHost = ownAddress(this.#options.bindAddress, this.#options.advertisedAddress, remoteAddress);
    const flow: Flow = {
      id,
      transport: 'TCP',
      reliable: true,
      remoteAddress,
      remotePort,
      localHost,
      localPort: this.port,
      get open() {
        return !socket.destroyed && socket.writable;
      },
      send: (message) => {
        // A peer that reads nothing must not fill our memory.
        if (socket.writableLength > 1024 * 1024) socket.destroy();
        else if (!socket.destroyed) socket.write(message);
      },
    };
    this.#flows.set(id, { flow, socket });
    this.#perAddress.set(remoteAddress, (this.#perAddress.get(remoteAddress) ?? 0) + 1);
    const framer = new StreamFramer(
      (message) => this.#handlers.onData(message, flow),
      () => flow.send(PONG),
    );
    socket.setNoDelay(true);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('data', (chunk) => {
      if (!framer.push(chunk)) socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#flows.delete(id);
      const left = (this.#perAddress.get(remoteAddress) ?? 1) - 1;
      if (left > 0) this.#perAddress.set(remoteAddress, left);
      else this.#perAddress.delete(remoteAddress);
      this.#handlers.onClosed(flow);
    });
    return flow;
  }

  stop(): Promise<void> {
    for (const { socket } of this.#flows.values()) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
