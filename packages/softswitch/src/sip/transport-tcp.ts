import { connect, createServer, type Server } from 'node:net';
import { ServerSockets } from '@zuoxi/kit';
import type { Flow, TransportHandlers } from './flow.ts';
import { StreamConnections, type StreamOptions } from './stream-connections.ts';

export class TcpTransport {
  readonly #server: Server;
  readonly #sockets: ServerSockets;
  readonly #options: StreamOptions;
  readonly #connections: StreamConnections;
  port = 0;

  constructor(options: StreamOptions, handlers: TransportHandlers) {
    this.#options = options;
    this.#connections = new StreamConnections('TCP', options, handlers, () => this.port);
    this.#server = createServer((socket) => this.#connections.accept(socket));
    this.#sockets = new ServerSockets(this.#server);
  }

  get connections(): number {
    return this.#connections.size;
  }

  async start(): Promise<void> {
    this.port = await listen(this.#server, this.#options.port, this.#options.bindAddress);
  }

  /** The open connection to that peer, or a new one. */
  flowTo(address: string, port: number): Flow {
    const open = this.#connections.find(address, port, 'peer', true);
    return open ?? this.#connections.opened(connect({ host: address, port }), address, port, 'peer');
  }

  stop(): Promise<void> {
    this.#connections.closeAll();
    return this.#sockets.close();
  }
}

/** Gives the port that was opened; rejects with the system's error. */
export function listen(server: Server, port: number, bindAddress: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, bindAddress, () => {
      server.off('error', reject);
      server.on('error', () => {});
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
