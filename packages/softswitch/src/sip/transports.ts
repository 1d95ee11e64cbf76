import type { Clock } from '@zuoxi/kit';
import type { Flow, TransportHandlers } from './flow.ts';
import type { SipRequest, Via } from './message.ts';
import { Resolver } from './resolver.ts';
import { TcpTransport } from './transport-tcp.ts';
import { UdpTransport } from './transport-udp.ts';
import { WebSocketTransport } from './transport-websocket.ts';
import { parseUri } from './uri.ts';

export interface TransportsOptions {
  clock: Clock;
  bindAddress: string;
  advertisedAddress?: string;
  port: number;
  webSocketPort: number;
  /** Where SIP over WebSocket listens: behind the server, which checks session and origin. Default: `bindAddress`. */
  webSocketBindAddress?: string;
  webSocketOrigins?: readonly string[];
  trustedProxies?: readonly string[];
}

/** UDP, TCP and WebSocket together: opens and closes them, and knows the way to each peer and back. */
export class Transports {
  readonly #options: TransportsOptions;
  readonly #handlers: TransportHandlers;
  readonly #resolver: Resolver;
  #udp: UdpTransport | undefined;
  #tcp: TcpTransport | undefined;
  #ws: WebSocketTransport | undefined;

  constructor(options: TransportsOptions, handlers: TransportHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#resolver = new Resolver(options.clock);
  }

  get ports(): { sip: number; webSocket: number } {
    return { sip: this.#udp?.port ?? 0, webSocket: this.#ws?.port ?? 0 };
  }

  /** Rejects with the system's error (EADDRINUSE …) when a port cannot be had; nothing stays open then. */
  async start(): Promise<void> {
    const { bindAddress, advertisedAddress, webSocketPort, clock, webSocketOrigins, trustedProxies } = this.#options;
    try {
      await this.#startUdpAndTcp();
      const ws = new WebSocketTransport(
        {
          bindAddress: this.#options.webSocketBindAddress ?? bindAddress,
          port: webSocketPort,
          advertisedAddress,
          clock,
          allowedOrigins: webSocketOrigins,
          trustedProxies,
        },
        this.#handlers,
      );
      await ws.start();
      this.#ws = ws;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** TCP takes the number UDP was given; when the system chose it and TCP finds it taken, both choose again. */
  async #startUdpAndTcp(): Promise<void> {
    const { bindAddress, advertisedAddress, port } = this.#options;
    for (let attempt = 0; ; attempt++) {
      this.#udp = new UdpTransport({ bindAddress, port, advertisedAddress }, this.#handlers);
      await this.#udp.start();
      const tcp = new TcpTransport({ bindAddress, port: this.#udp.port, advertisedAddress }, this.#handlers);
      try {
        await tcp.start();
        this.#tcp = tcp;
        return;
      } catch (error) {
        if (port !== 0 || attempt >= 20) throw error;
        await this.#udp.stop();
      }
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.#udp?.stop(), this.#tcp?.stop(), this.#ws?.stop()]);
  }

  /** The way to a URI; undefined when there is none (a name that is not known, a browser that is gone). */
  async flowTo(target: string): Promise<Flow | undefined> {
    const uri = parseUri(target);
    if (!uri) return undefined;
    const transport = (uri.params.get('transport') ?? 'udp').toLowerCase();
    if (transport === 'ws' || transport === 'wss' || uri.host.endsWith('.invalid')) return undefined;
    const address = await this.#resolver.resolve(uri.params.get('maddr') ?? uri.host);
    if (!address) return undefined;
    const port = uri.port ?? 5060;
    return transport === 'tcp' ? this.#tcp?.flowTo(address, port) : this.#udp?.flowTo(address, port);
  }

  /** RFC 3261 section 18.2.1 and RFC 3581: notes in Via where the request came from; gives the way its answers take. */
  wayBack(request: SipRequest, flow: Flow): Flow {
    const via = request.via;
    if (!via) return flow;
    const hasRport = via.params.has('rport');
    if (!via.params.has('received')) {
      if (hasRport || via.host !== flow.remoteAddress) noteSource(request, via, flow, hasRport);
    }
    if (flow.reliable || hasRport || !this.#udp) return flow;
    const port = via.port ?? 5060;
    return port === flow.remotePort ? flow : this.#udp.flowTo(flow.remoteAddress, port);
  }
}

function noteSource(request: SipRequest, via: Via, flow: Flow, hasRport: boolean): void {
  let suffix = `;received=${flow.remoteAddress}`;
  via.params.set('received', flow.remoteAddress);
  const index = request.headers.keys.indexOf('via');
  let text = request.headers.values[index] ?? '';
  const comma = text.indexOf(',');
  const rest = comma < 0 ? '' : text.slice(comma);
  if (comma >= 0) text = text.slice(0, comma);
  if (hasRport) {
    via.params.set('rport', String(flow.remotePort));
    text = text.replace(/;\s*rport\s*(=\s*\d*)?(?=\s*(;|$))/i, '');
    suffix += `;rport=${flow.remotePort}`;
  }
  request.headers.values[index] = text + suffix + rest;
}
