import type { RemoteInfo, Socket } from 'node:dgram';
import { isIPv6, SocketAddress } from 'node:net';
import { type Claims, RANK, type Rank, rankOf } from './believed-source.ts';
import type { PortPair } from './port-pool.ts';
import { createRtpView, isRtcp, parseRtp, type RtpView, sequenceDelta } from './rtp-packet.ts';
import type { SdesCrypto } from './sdp-crypto.ts';
import { SrtpReceiver, SrtpSender } from './srtp.ts';
import type { MediaTransport, Source, TransportSink } from './transport.ts';

/** Packets in sequence before an address that was not named is believed (RFC 3550 appendix A.1, MIN_SEQUENTIAL). */
const PROBATION = 3;

const view: RtpView = createRtpView();

/**
 * Plain RTP over UDP with symmetric RTP (RFC 4961): packets go to where the party's own packets come from.
 *
 * Which source is believed, `rankOf` says: the host that signals, the host that SDP names, and with SRTP whoever has the keys.
 * The address and port of the SDP are believed at once; other ports of those hosts (phones behind NAT) after three packets in
 * sequence. Once one is believed, only one of a higher rank takes over. Everything else is counted, not heard, and never answered.
 */
export class UdpTransport implements MediaTransport {
  readonly #pair: PortPair;
  readonly #rtp: Socket;
  readonly #sink: TransportSink;
  readonly ports = 1;
  strangersDropped = 0;
  /** Where packets go. */
  #address: string | undefined;
  #port = 0;
  #claims: Claims = { named: undefined, port: 0, signalling: undefined };
  #rtcpPort = 0;
  #rtcpMux = false;
  #open = false;
  #locked = false;
  /** Of the source that is believed. */
  #rank: Rank = RANK.stranger;
  #probation = { address: '', port: 0, sequence: 0, ssrc: 0, count: 0 };
  #closed = false;
  #awaited: { address: string | undefined; port: number; packets: number }[] = [];
  #onAwaited: (index: number) => void = () => {};
  #crypto: { ours: SdesCrypto; theirs: SdesCrypto } | undefined;
  #protect: SrtpSender | undefined;
  #unprotect: SrtpReceiver | undefined;

  constructor(pair: PortPair, sink: TransportSink) {
    this.#pair = pair;
    this.#rtp = pair.rtp;
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

  /**
   * The address as sources on this socket are written: IPv6 in its canonical form (RFC 5952), and on a socket for both families
   * (`::`) IPv4 in its mapped form (RFC 4038 section 4.2).
   */
  #onSocket(address: string | undefined): string | undefined {
    if (address === undefined) return undefined;
    const canonical = isIPv6(address) ? new SocketAddress({ address, family: 'ipv6' }).address : address;
    const plain = canonical.replace(/^::ffff:(?=\d+\.)/, '');
    return plain.includes(':') || this.#rtp.address().family !== 'IPv6' ? plain : `::ffff:${plain}`;
  }

  /** What the party's SDP says, and the host it said so from. What has changed is learned anew. */
  setRemote(
    remote: { address: string | undefined; port: number; rtcpPort: number; rtcpMux: boolean },
    signalling: string | undefined,
  ): void {
    const before = this.#claims;
    const claims = { named: this.#onSocket(remote.address), port: remote.port, signalling: this.#onSocket(signalling) };
    this.#rtcpMux = remote.rtcpMux;
    this.#rtcpPort = remote.rtcpPort;
    const isSameName = this.#open && claims.named === before.named && claims.port === before.port;
    if (isSameName && claims.signalling === before.signalling) return;
    this.#open = true;
    this.#claims = claims;
    // On hold as RFC 2543 had it (0.0.0.0): the way stays what it was.
    if (claims.named === undefined && this.#locked) return;
    if (isSameName && this.#locked && this.#address !== undefined) {
      // They signal from elsewhere now: whoever is believed goes on where that is still right.
      this.#rank = rankOf(this.#address, this.#port, claims, this.#unprotect !== undefined);
      if (this.#rank !== RANK.stranger) return;
    }
    this.#address = claims.named;
    this.#port = claims.port;
    this.#locked = false;
    this.#rank = RANK.stranger;
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

  awaitFrom(sources: readonly Source[], onPackets: (index: number) => void): void {
    this.#awaited = sources.map(({ address, port }) => ({ address: this.#onSocket(address), port, packets: 0 }));
    this.#onAwaited = onPackets;
  }

  /** Counts what comes from those who are awaited; the same number in sequence as of any new source. */
  #noteAwaited({ address, port }: RemoteInfo): void {
    const index = this.#awaited.findIndex((one) => one.port === port && one.address === address);
    const found = this.#awaited[index];
    if (!found || ++found.packets < PROBATION) return;
    this.#awaited = [];
    this.#onAwaited(index);
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
    const signalled = this.#address === this.#claims.named && this.#port === this.#claims.port;
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
    if (this.#awaited.length > 0) this.#noteAwaited(from);
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
    const hasKeys = this.#unprotect !== undefined;
    const rank = rankOf(from.address, from.port, this.#claims, hasKeys);
    if (rank <= this.#rank) return false;
    const isNamed = !this.#locked && from.address === this.#claims.named && from.port === this.#claims.port;
    // Who has the key needs no probation, where it is a host that was to be expected.
    if (!isNamed && !(hasKeys && rank > RANK.holdsKeys) && !this.#isProven(from)) return false;
    this.#address = from.address;
    this.#port = from.port;
    this.#rank = rank;
    this.#locked = true;
    return true;
  }

  /** Counts packets in sequence from one source; true when they are enough. */
  #isProven(from: RemoteInfo): boolean {
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
    return tried.count >= PROBATION;
  }
}

function sameKey(a: SdesCrypto, b: SdesCrypto): boolean {
  return a.suite === b.suite && a.key.equals(b.key) && a.salt.equals(b.salt);
}
