import { hostForUri } from './uri.ts';

export type TransportName = 'UDP' | 'TCP' | 'TLS' | 'WS' | 'WSS';

/**
 * Why a connection could not be made: nobody listens there, the certificate is not believed, or something else (no way there, no TLS). Datagrams
 * are sent without asking.
 */
export type FlowFailure = 'refused' | 'certificate' | 'other';

/** One way to one peer: a UDP address, a TCP or TLS connection or a WebSocket (RFC 5626 section 2: a flow). */
export interface Flow {
  readonly id: string;
  readonly transport: TransportName;
  /** RFC 3261 section 17: no retransmission over reliable transports. */
  readonly reliable: boolean;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** What we write into Via and Contact for this peer. */
  readonly localHost: string;
  readonly localPort: number;
  readonly open: boolean;
  /** Undefined until a connection has failed. */
  readonly failure?: FlowFailure | undefined;
  /** Never throws; what cannot be sent is lost, as on the network. */
  send(message: Buffer): void;
  /** Ends the connection, after what was sent; over UDP there is none. */
  close?(): void;
}

export interface TransportHandlers {
  onData(data: Buffer, flow: Flow): void;
  onClosed(flow: Flow): void;
}

/** IPv4-mapped IPv6 addresses are written as IPv4, so that one peer has one name. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

/** One spelling for each address, to compare by: IPv6 in its canonical form (RFC 5952), mapped IPv4 as IPv4, names as they are. */
export function canonicalAddress(host: string): string {
  if (!host.includes(':')) return host;
  try {
    const canonical = new URL(`http://${hostForUri(host)}`).hostname.slice(1, -1);
    const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
    if (!mapped) return canonical;
    const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)];
    return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  } catch {
    return host;
  }
}
