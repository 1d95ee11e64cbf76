import type { Server, Socket } from 'node:net';

/**
 * All sockets of a server, so that it ends when it is told to: `close()` waits for every one, also for those that are in no other list
 * (before a TLS handshake, before the first request, after an upgrade).
 */
export class ServerSockets {
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket: Socket) => {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
  }

  /** Takes no connection any more and cuts those there are. Idempotent; a server that never listened is closed already. */
  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#open) socket.destroy();
    return closed;
  }
}
