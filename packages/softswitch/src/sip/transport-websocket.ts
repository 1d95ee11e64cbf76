import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type Clock, ServerSockets, type Timer } from '@zuoxi/kit';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Flow, plainAddress, type TransportHandlers } from './flow.ts';
import { LIMITS } from './message.ts';
import { listen } from './transport-tcp.ts';
import type { Certificate } from './transport-tls.ts';
import { ownAddress } from './transport-udp.ts';

export interface WebSocketOptions {
  bindAddress: string;
  port: number;
  advertisedAddress?: string;
  /** With one it is SIP over secure WebSocket (WSS). */
  certificate?: Certificate;
  clock: Clock;
  path?: string;
  /** Origins a browser may come from; undefined = any (the console's proxy checks it). Requests without Origin are no browsers. */
  allowedOrigins?: readonly string[];
  /** Addresses of proxies whose `X-Forwarded-For` is believed. */
  trustedProxies?: readonly string[];
  maxConnections?: number;
  maxPerAddress?: number;
}

const PING_MS = 25_000;
const PONG = Buffer.from('\r\n');

/** SIP over WebSocket, RFC 7118: one SIP message a frame, subprotocol `sip`. */
export class WebSocketTransport {
  readonly #http: Server;
  readonly #sockets: ServerSockets;
  readonly #server: WebSocketServer;
  readonly #options: WebSocketOptions;
  readonly #handlers: TransportHandlers;
  readonly #open = new Map<string, { flow: Flow; socket: WebSocket; alive: boolean }>();
  readonly #perAddress = new Map<string, number>();
  #serial = 0;
  #ping: Timer | undefined;
  port = 0;

  constructor(options: WebSocketOptions, handlers: TransportHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    const { certificate } = options;
    this.#http = certificate ? createSecureServer({ ...certificate, minVersion: 'TLSv1.2' }) : createServer();
    this.#sockets = new ServerSockets(this.#http);
    this.#http.on('request', (_request, response) => {
      response.writeHead(426, { 'content-type': 'text/plain' }).end('SIP over WebSocket is spoken here\n');
    });
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: LIMITS.messageBytes,
      perMessageDeflate: false,
      // RFC 7118 section 5.1: both sides must name the subprotocol.
      handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false),
    });
    this.#http.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      const refusal = this.#refusal(request);
      if (refusal) {
        socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket, request));
    });
  }

  get connections(): number {
    return this.#open.size;
  }

  #address(request: IncomingMessage): string {
    const direct = plainAddress(request.socket.remoteAddress ?? '');
    if (!this.#options.trustedProxies?.includes(direct)) return direct;
    const forwarded = String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .pop()
      ?.trim();
    return forwarded ? plainAddress(forwarded) : direct;
  }

  #refusal(request: IncomingMessage): string | undefined {
    const path = (request.url ?? '').split('?')[0];
    if (path !== (this.#options.path ?? '/ws')) return '404 Not Found';
    const offered = String(request.headers['sec-websocket-protocol'] ?? '').split(',');
    if (!offered.some((name) => name.trim() === 'sip')) return '400 Bad Request';
    const origin = request.headers.origin;
    if (origin !== undefined && this.#options.allowedOrigins && !this.#options.allowedOrigins.includes(origin)) return '403 Forbidden';
    if (this.#open.size >= (this.#options.maxConnections ?? 5_000)) return '503 Service Unavailable';
    if ((this.#perAddress.get(this.#address(request)) ?? 0) >= (this.#options.maxPerAddress ?? 2_000)) return '503 Service Unavailable';
    return undefined;
  }

  #accept(socket: WebSocket, request: IncomingMessage): void {
    const transportName = this.#options.certificate ? 'WSS' : 'WS';
    const id = `${transportName.toLowerCase()}:${++this.#serial}`;
    const remoteAddress = this.#address(request);
    const transport = this;
    const flow: Flow = {
      id,
      transport: transportName,
      reliable: true,
      remoteAddress,
      remotePort: request.socket.remotePort ?? 0,
      localHost: ownAddress(this.#options.bindAddress, this.#options.advertisedAddress, remoteAddress),
      get localPort() {
        return transport.port;
      },
      get open() {
        return socket.readyState === socket.OPEN;
      },
      send: (message) => {
        if (socket.readyState !== socket.OPEN) return;
        if (socket.bufferedAmount > 1024 * 1024) socket.terminate();
        // RFC 7118 section 5.2: text frames, for JavaScript clients read nothing else.
        else socket.send(message.toString('utf8'));
      },
      // RFC 6455 section 7.4.1: policy violation; a page that is still allowed connects again.
      close: () => socket.close(1008),
    };
    const entry = { flow, socket, alive: true };
    this.#open.set(id, entry);
    this.#perAddress.set(remoteAddress, (this.#perAddress.get(remoteAddress) ?? 0) + 1);
    socket.on('pong', () => {
      entry.alive = true;
    });
    socket.on('message', (data) => {
      entry.alive = true;
      const buffer = Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
      // RFC 7118 section 6: CRLF keep-alives may come over the socket as over TCP.
      if (buffer.length === 4 && buffer.toString('latin1') === '\r\n\r\n') flow.send(PONG);
      else this.#handlers.onData(buffer, flow);
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      this.#open.delete(id);
      const left = (this.#perAddress.get(remoteAddress) ?? 1) - 1;
      if (left > 0) this.#perAddress.set(remoteAddress, left);
      else this.#perAddress.delete(remoteAddress);
      this.#handlers.onClosed(flow);
    });
  }

  start(): Promise<void> {
    return listen(this.#http, this.#options.port, this.#options.bindAddress).then((port) => {
      this.port = port;
      this.#schedulePing();
    });
  }

  /** Browsers cannot ping; we do, and let go of those that fell silent (a laptop that sleeps). */
  #schedulePing(): void {
    this.#ping = this.#options.clock.setTimer(PING_MS, () => {
      for (const entry of this.#open.values()) {
        if (!entry.alive) entry.socket.terminate();
        else {
          entry.alive = false;
          entry.socket.ping();
        }
      }
      this.#schedulePing();
    });
  }

  stop(): Promise<void> {
    this.#ping?.cancel();
    for (const { socket } of this.#open.values()) socket.terminate();
    this.#server.close();
    return this.#sockets.close();
  }
}
