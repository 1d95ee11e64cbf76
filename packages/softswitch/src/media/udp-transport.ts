import type { RemoteInfo, Socket } from 'node:dgram';
import type { PortPair } from './port-pool.ts';
import { createRtpView, isRtcp, parseRtp, type RtpView, sequenceDelta } from './rtp-packet.ts';
import type { SdesCrypto } from './sdp-crypto.ts';
import { SrtpReceiver, SrtpSender } from './srtp.ts';
import type { MediaTransport, TransportSink } from './transport.ts';

/** Packets in sequence before an address that was not signalled is believed (RFC 3550 appendix A.1, MIN_SEQUENTIAL). */
const PROBATION = 3;
/** The same, from where neither their SDP nor their signalling comes: half a second. */
const LONG_PROBATION = 25;

const view: RtpView = createRtpView();

/**
 * Plain RTP over UDP with symmetric RTP (RFC 4961): packets go to where the party's own packets come from.
 *
 * Which source is believed:
 * 1. The signalled address, at once; from then on no other (`locked`).
 * 2. Else one other source (a phone behind NAT) after three packets in sequence; from then on only that one, save
 *    that the signalled address may still take over, after the same probation. Where the signalling comes from is known,
 *    only that host may do so; others only if the SDP names a private address that is not the signalling's, and after 25.
 * Everything else is counted, not heard, and never answered. With keys (SRTP) only what is authentic is looked at at all.
 */
export class UdpTransport implements MediaTransport {
  readonly #pair: PortPair;
  readonly #rtp: Socket;
  readonly #sink: TransportSink;
  readonly #signallingAddress: string | undefined;
  readonly ports = 1;
  strangersDropped = 0;
  /** Where packets go. */
  #address: string | undefined;
  #port = 0;
  #signalledAddress: string | undefined;
  #signalledPort = 0;
  #rtcpPort = 0;
  #rtcpMux = false;
  #open = false;
  #locked = false;
  #probation = { address: '', port: 0, sequence: 0, ssrc: 0, count: 0 };
  #closed = false;
  #crypto: { ours: SdesCrypto; theirs: SdesCrypto } | undefined;
  #protect: SrtpSender | undefined;
  #unprotect: SrtpReceiver | undefined;

  constructor(pair: PortPair, sink: TransportSink, signallingAddress?: string) {
    this.#pair = pair;
    this.#rtp = pair.rtp;
    this.#signallingAddress = this.#onSocket(signallingAddress);
    this.#sink = sink;
    pair.rtp.on('message', this.#onMessage);
    pair.rtcp?.on('message', this.#onRtcp);
  }

  get port(): number {
    return this.#pair.port;
  }

  get ready(): boolean {
    return this.#address !== undefined && !this.#closed;
  }

  /** A socket for both families (`::`) knows IPv4 addresses by their mapped form (RFC 4038 section 4.2): to send to, and as a source. */
  #onSocket(address: string | undefined): string | undefined {
    if (address === undefined || address.includes(':') || this.#rtp.address().family !== 'IPv6') return address;
    return `::ffff:${address}`;
  }

  /** What the party's SDP says. A changed address is learned anew. */
  setRemote(named: string | undefined, port: number, rtcpPort: number, rtcpMux: boolean): void {
    const address = this.#onSocket(named);
    this.#rtcpMux = rtcpMux;
    this.#rtcpPort = rtcpPort;
    if (this.#open && address === this.#signalledAddress && port === this.#signalledPort) return;
    this.#open = true;
    this.#signalledAddress = address;
    this.#signalledPort = port;
    if (address === undefined && this.#locked) return;
    this.#address = address;
    this.#port = port;
    this.#locked = false;
    this.#probation.count = 0;
  }

  /** Keys of both directions; a key that stays keeps its place in the stream, so that nothing is sent twice under it. */
  setCrypto(crypto: { ours: SdesCrypto; theirs: SdesCrypto } | undefined): void {
    const former = this.#crypto;
    this.#crypto = crypto;
    if (!crypto) {
      this.#protect = undefined;
      this.#unprotect = undefined;
      return;
    }
    const { ours, theirs } = crypto;
    if (!former || !sameKey(former.ours, ours)) this.#protect = new SrtpSender(ours.suite, ours.key, ours.salt);
    if (!former || !sameKey(former.theirs, theirs)) this.#unprotect = new SrtpReceiver(theirs.suite, theirs.key, theirs.salt);
  }

  send(packet: Buffer): void {
    if (this.#address === undefined || this.#closed) return;
    const sent = this.#protect ? this.#protect.rtp(packet) : packet;
    if (sent) this.#sendRaw(sent);
  }

  #sendRaw(packet: Buffer): void {
    if (this.#address === undefined) return;
    try {
      this.#rtp.send(packet, this.#port, this.#address);
    } catch {
      // An address the system cannot reach is as good as a lost packet.
    }
  }

  sendRtcp(plain: Buffer): void {
    if (this.#address === undefined || this.#closed) return;
    const packet = this.#protect ? this.#protect.rtcp(plain) : plain;
    if (!packet) return;
    if (this.#rtcpMux) return this.#sendRaw(packet);
    // Behind NAT the signalled RTCP port means nothing; the one above the learned port is the best guess.
    const signalled = this.#address === this.#signalledAddress && this.#port === this.#signalledPort;
    try {
      this.#pair.rtcp?.send(packet, signalled ? this.#rtcpPort : Math.min(65_535, this.#port + 1), this.#address);
    } catch {
      // See send().
    }
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#rtp.removeAllListeners('message');
    this.#pair.rtcp?.removeAllListeners('message');
    return this.#pair.release();
  }

  readonly #onMessage = (datagram: Buffer, from: RemoteInfo): void => {
    if (!this.#open) return;
    if (isRtcp(datagram)) return this.#onRtcp(datagram, from);
    const packet = this.#unprotect ? this.#unprotect.rtp(datagram) : datagram;
    if (!packet) {
      this.strangersDropped++;
      return;
    }
    if (!parseRtp(packet, view)) {
      this.strangersDropped++;
      return;
    }
    if (this.#locked && from.port === this.#port && from.address === this.#address) {
      this.#sink.rtp(packet, view, performance.now());
      return;
    }
    if (!this.#admit(from)) {
      this.strangersDropped++;
      return;
    }
    this.#sink.rtp(packet, view, performance.now());
  };

  readonly #onRtcp = (packet: Buffer, from: RemoteInfo): void => {
    if (!this.#open || !isRtcp(packet)) return;
    const plain = !this.#isRemoteHost(from) ? undefined : this.#unprotect ? this.#unprotect.rtcp(packet) : packet;
    if (plain) this.#sink.rtcp(plain);
    else this.strangersDropped++;
  };

  #isRemoteHost(from: RemoteInfo): boolean {
    return from.address === this.#address;
  }

  #admit(from: RemoteInfo): boolean {
    const signalled = from.address === this.#signalledAddress && from.port === this.#signalledPort;
    if (this.#locked ? !signalled : !signalled && !this.#passes(from)) return false;
    if (this.#locked && !this.#passes(from)) return false;
    this.#address = from.address;
    this.#port = from.port;
    this.#locked = true;
    return true;
  }

  /** Counts packets in sequence from one source; true when they are enough. */
  #passes(from: RemoteInfo): boolean {
    // Who has the key needs no probation.
    if (this.#unprotect) return true;
    const needed = this.#probationOf(from.address);
    if (needed === undefined) return false;
    const tried = this.#probation;
    const follows =
      tried.count > 0 &&
      tried.address === from.address &&
      tried.port === from.port &&
      tried.ssrc === view.ssrc &&
      sequenceDelta(view.sequence, tried.sequence) === 1;
    if (follows) tried.count++;
    else {
      tried.address = from.address;
      tried.port = from.port;
      tried.ssrc = view.ssrc;
      tried.count = 1;
    }
    tried.sequence = view.sequence;
    return tried.count >= needed;
  }

  /** Packets a source at that address must send in sequence; undefined: it cannot be theirs. */
  #probationOf(address: string): number | undefined {
    const signalling = this.#signallingAddress;
    const named = this.#signalledAddress;
    if (signalling === undefined || address === signalling || address === named) return PROBATION;
    return named === undefined || (named !== signalling && isPrivate(named)) ? LONG_PROBATION : undefined;
  }
}

function sameKey(a: SdesCrypto, b: SdesCrypto): boolean {
  return a.suite === b.suite && a.key.equals(b.key) && a.salt.equals(b.salt);
}

/** Addresses that mean something inside a network only: RFC 1918, RFC 6598, loopback, link-local; RFC 4193 and 4291 for IPv6. */
function isPrivate(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  if (plain.includes(':')) return /^(f[cd]|fe[89ab])/i.test(plain) || plain === '::1';
  const [a = 0, b = 0] = plain.split('.').map(Number);
  return (
    a === 10 ||
    a === 127 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254)
  );
}
