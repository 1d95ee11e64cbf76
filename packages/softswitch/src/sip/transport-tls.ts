import { isIP } from 'node:net';
import { connect, createServer, type Server } from 'node:tls';
import { type Logger, ServerSockets } from '@zuoxi/kit';
import type { Flow, TransportHandlers } from './flow.ts';
import { StreamConnections, type StreamOptions } from './stream-connections.ts';
import { isCertificateOf } from './tls-identity.ts';
import { listen } from './transport-tcp.ts';

export interface Certificate {
  /** PEM. */
  key: string;
  cert: string;
}

/** How far the certificate of a server we call is trusted; Asterisk's transport options `verify_server`, `ca_list_file`, `allow_wildcard_certs`. */
export interface TlsTrust {
  verifyServer: boolean;
  /** PEM of the authorities that count instead of the public ones. */
  ca?: string;
  allowWildcards: boolean;
}

export const STRICT: TlsTrust = { verifyServer: true, allowWildcards: false };

/** A peer that opens a connection and then says nothing of TLS. */
const HANDSHAKE_MS = 10_000;

/** RFC 3261 section 26: SIP over TLS. */
export class TlsTransport {
  readonly #server: Server;
  readonly #sockets: ServerSockets;
  readonly #options: StreamOptions;
  readonly #logger: Logger;
  readonly #connections: StreamConnections;
  readonly #certificate: Certificate | undefined;
  port = 0;

  constructor(options: StreamOptions & { certificate?: Certificate; logger: Logger }, handlers: TransportHandlers) {
    this.#options = options;
    this.#logger = options.logger;
    this.#certificate = options.certificate;
    this.#connections = new StreamConnections('TLS', options, handlers, () => this.port);
    this.#server = createServer({ ...options.certificate, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_MS }, (socket) =>
      this.#connections.accept(socket),
    );
    this.#sockets = new ServerSockets(this.#server);
    // A handshake that fails (a scanner, plain SIP on this port) concerns nobody else.
    this.#server.on('tlsClientError', () => {});
  }

  get connections(): number {
    return this.#connections.size;
  }

  async start(): Promise<void> {
    this.port = await listen(this.#server, this.#options.port, this.#options.bindAddress);
  }

  /** The open connection to that domain's server, or a new one. `domain` is the host of the URI that was dialled. */
  flowTo(address: string, port: number, domain: string, trust: TlsTrust = STRICT): Flow {
    // A connection is shared only by those who would have accepted the same certificate.
    const purpose = `${domain.toLowerCase()}|${trust.verifyServer}|${trust.allowWildcards}|${trust.ca ?? ''}`;
    const open = this.#connections.find(address, port, purpose, false);
    if (open) return open;
    const socket = connect({
      host: address,
      port,
      // RFC 6066 section 3: addresses are not sent as server names.
      ...(isIP(domain) === 0 ? { servername: domain } : {}),
      minVersion: 'TLSv1.2',
      rejectUnauthorized: trust.verifyServer,
      ...(trust.ca === undefined ? {} : { ca: trust.ca }),
      // Shown when the other side asks who we are (mutual TLS).
      ...this.#certificate,
      checkServerIdentity: (_host, certificate) =>
        isCertificateOf(certificate, domain, trust.allowWildcards) ? undefined : new Error(`not the certificate of ${domain}`),
    });
    socket.once('error', (error) => this.#logger.warn({ address, port, domain, reason: error.message }, 'no TLS connection'));
    return this.#connections.opened(socket, address, port, purpose);
  }

  stop(): Promise<void> {
    this.#connections.closeAll();
    return this.#sockets.close();
  }
}
