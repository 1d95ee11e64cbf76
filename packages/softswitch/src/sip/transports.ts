import { createHash } from 'node:crypto';
import { isIP, isIPv6 } from 'node:net';
import type { Clock, Ids, Logger } from '@zuoxi/kit';
import { DnsClient, type DnsSource } from './dns-client.ts';
import { canonicalAddress, type Flow, type TransportHandlers } from './flow.ts';
import type { SipRequest, Via } from './message.ts';
import { type Destination, type OutboundTransport, Resolver } from './resolver.ts';
import { TcpTransport } from './transport-tcp.ts';
import { type Certificate, TlsTransport, type TlsTrust } from './transport-tls.ts';
import { UdpTransport } from './transport-udp.ts';
import { WebSocketTransport } from './transport-websocket.ts';

export interface TransportsOptions {
  clock: Clock;
  ids: Ids;
  logger: Logger;
  bindAddress: string;
  advertisedAddress?: string;
  port: number;
  webSocketPort: number;
  /** Where SIP over WebSocket listens: behind the server, which checks session and origin. Default: `bindAddress`. */
  webSocketBindAddress?: string;
  webSocketOrigins?: readonly string[];
  trustedProxies?: readonly string[];
  /** With a certificate SIP is served over TLS, too; without one calls out over TLS still work. */
  certificate?: Certificate;
  /** Default: none, nothing listens. 0 lets the system choose. */
  tlsPort?: number;
  /** SIP over secure WebSocket. Default: none. Needs the certificate. */
  secureWebSocketPort?: number;
  dns?: DnsSource;
}

/** How to reach a peer, where its URI does not say: the transport of its `transport=` option, and whom to believe over TLS. */
export interface WayOptions {
  transport?: OutboundTransport;
  trust?: TlsTrust;
}

/** One of the places a URI leads to; nothing is opened until it is asked for. */
export interface Way {
  readonly destination: Destination;
  open(): Flow | undefined;
}

/** UDP, TCP, TLS and WebSockets together: opens and closes them, and knows the way to each peer and back. */
export class Transports {
  readonly #options: TransportsOptions;
  readonly #handlers: TransportHandlers;
  readonly #resolver: Resolver;
  readonly #tls: TlsTransport | undefined;
  #udp: UdpTransport | undefined;
  #tcp: TcpTransport | undefined;
  #ws: WebSocketTransport | undefined;
  #wss: WebSocketTransport | undefined;

  constructor(options: TransportsOptions, handlers: TransportHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#resolver = new Resolver(options.clock, options.dns ?? new DnsClient(options.clock), () => chance(options.ids));
    this.#tls = new TlsTransport({ ...options, port: options.tlsPort ?? 0 }, handlers);
  }

  get ports(): { sip: number; webSocket: number; tls: number; secureWebSocket: number } {
    return {
      sip: this.#udp?.port ?? 0,
      webSocket: this.#ws?.port ?? 0,
      tls: this.#tls?.port ?? 0,
      secureWebSocket: this.#wss?.port ?? 0,
    };
  }

  /** Rejects with the system's error (EADDRINUSE …) when a port cannot be had; nothing stays open then. */
  async start(): Promise<void> {
    const { certificate, tlsPort, secureWebSocketPort, webSocketPort } = this.#options;
    try {
      await this.#startUdpAndTcp();
      if (certificate && tlsPort !== undefined) await this.#tls?.start();
      this.#ws = await this.#startWebSocket(webSocketPort, this.#options.webSocketBindAddress, undefined);
      if (certificate && secureWebSocketPort !== undefined) {
        this.#wss = await this.#startWebSocket(secureWebSocketPort, undefined, certificate);
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async #startWebSocket(port: number, address: string | undefined, certificate: Certificate | undefined): Promise<WebSocketTransport> {
    const { bindAddress, advertisedAddress, clock, webSocketOrigins, trustedProxies } = this.#options;
    const transport = new WebSocketTransport(
      {
        bindAddress: address ?? bindAddress,
        port,
        advertisedAddress,
        clock,
        certificate,
        allowedOrigins: webSocketOrigins,
        trustedProxies,
      },
      this.#handlers,
    );
    await transport.start();
    return transport;
  }

  /** TCP takes the number UDP was given; when the system chose it and TCP finds it taken, both choose again. */
  async #startUdpAndTcp(): Promise<void> {
    const { bindAddress, advertisedAddress, port, clock } = this.#options;
    for (let attempt = 0; ; attempt++) {
      this.#udp = new UdpTransport({ bindAddress, port, advertisedAddress }, this.#handlers);
      await this.#udp.start();
      const tcp = new TcpTransport({ clock, bindAddress, port: this.#udp.port, advertisedAddress }, this.#handlers);
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
    await Promise.all([this.#udp, this.#tcp, this.#tls, this.#ws, this.#wss].map((transport) => transport?.stop()));
  }

  /** All the ways to a URI, best first (RFC 3263); [] when there is none (a name that is not known, a browser that is gone). */
  async waysTo(target: string, options: WayOptions = {}): Promise<Way[]> {
    const destinations = await this.#resolver.resolve(target, options.transport);
    return destinations
      .filter(({ address }) => this.#speaks(address))
      .map((destination) => ({ destination, open: () => this.#open(destination, options.trust) }));
  }

  /** The best way to a URI; undefined when there is none. */
  async flowTo(target: string, options: WayOptions = {}): Promise<Flow | undefined> {
    return (await this.waysTo(target, options))[0]?.open();
  }

  #open({ transport, address, port, domain }: Destination, trust: TlsTrust | undefined): Flow | undefined {
    if (transport === 'TLS') return this.#tls?.flowTo(address, port, domain, trust);
    return transport === 'TCP' ? this.#tcp?.flowTo(address, port) : this.#udp?.flowTo(address, port);
  }

  /** Bound to an IPv4 address we send no IPv6, and the other way round; `::` does both. */
  #speaks(address: string): boolean {
    const { bindAddress } = this.#options;
    return bindAddress === '::' || isIP(bindAddress) === 0 || isIPv6(bindAddress) === isIPv6(address);
  }

  /**
   * RFC 3261 section 18.2.1 and RFC 3581: notes in Via where the request came from; gives the way its answers take.
   * `symmetric`: to where it came from, even when it did not ask for that (`force_rport`).
   */
  wayBack(request: SipRequest, flow: Flow, symmetric: () => boolean = () => false): Flow {
    const via = request.via;
    if (!via) return flow;
    const hasRport = via.params.has('rport');
    if (hasRport || canonicalAddress(via.host) !== flow.remoteAddress) noteSource(request, via, flow, hasRport);
    const port = via.port ?? 5060;
    if (flow.reliable || hasRport || port === flow.remotePort || !this.#udp || symmetric()) return flow;
    return this.#udp.flowTo(flow.remoteAddress, port);
  }
}

function noteSource(request: SipRequest, via: Via, flow: Flow, hasRport: boolean): void {
  // What the request says of itself does not count: a proxy before us adds its own Via (RFC 3261 section 18.2.1).
  let suffix = `;received=${flow.remoteAddress}`;
  via.params.set('received', flow.remoteAddress);
  const index = request.headers.keys.indexOf('via');
  let text = request.headers.values[index] ?? '';
  const comma = text.indexOf(',');
  const rest = comma < 0 ? '' : text.slice(comma);
  if (comma >= 0) text = text.slice(0, comma);
  text = text.replace(/;\s*received\s*(=\s*[^;\s]*)?(?=\s*(;|$))/i, '');
  if (hasRport) {
    via.params.set('rport', String(flow.remotePort));
    text = text.replace(/;\s*rport\s*(=\s*\d*)?(?=\s*(;|$))/i, '');
    suffix += `;rport=${flow.remotePort}`;
  }
  request.headers.values[index] = text + suffix + rest;
}

/** A number in [0, 1) from where all chance comes. */
function chance(ids: Ids): number {
  return createHash('sha256').update(ids.token(12)).digest().readUInt32BE() / 2 ** 32;
}
