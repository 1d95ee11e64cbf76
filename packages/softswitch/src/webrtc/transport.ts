import type { RemoteInfo } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import type { PortPair, PortPool } from '../media/port-pool.ts';
import { createRtpView, isRtcp, parseRtp } from '../media/rtp-packet.ts';
import type { SecureParameters } from '../media/sdp-audio.ts';
import type { OpenWebRtc, TransportSink, WebRtcMediaTransport } from '../media/transport.ts';
import { DtlsSession, localFingerprint, type SrtpKeys } from './dtls-session.ts';
import { type Address, CONSENT_MS, IceLite } from './ice-lite.ts';

type Addresses = Parameters<OpenWebRtc>[2];

const WATCH_MS = 2_000;
const MAX_CANDIDATES = 8;

const view = createRtpView();

const isLoopback = (address: string): boolean => address.startsWith('127.');

/** The machine's own addresses by which others know it. */
function outwardAddresses(): string[] {
  const own = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return own.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
}

/** Where browsers may reach us, best first. */
function hostAddresses({ bindAddress, advertisedAddress }: Addresses, outward: readonly string[]): string[] {
  if (isLoopback(bindAddress)) return [...new Set([...outward.slice(0, MAX_CANDIDATES - 2), advertisedAddress, bindAddress])];
  if (bindAddress !== '0.0.0.0' && bindAddress !== '::') return [...new Set([advertisedAddress, bindAddress])];
  return [...new Set([advertisedAddress, ...outward, '127.0.0.1'])].filter((a) => a !== '0.0.0.0' && a !== '::').slice(0, MAX_CANDIDATES);
}

/**
 * RTP of a browser: ICE-lite, DTLS (always the server's part) and SRTP on one UDP port (RFC 7983 tells them apart).
 *
 * On loopback the port is open on all addresses, and hears this machine alone: Firefox never sends to a loopback address (it gathers
 * none of its own, and pairs none with another), so it is told the outward addresses as well, by which a machine reaches itself.
 *
 * | state       | left by                                             |
 * | ----------- | --------------------------------------------------- |
 * | waiting     | `setRemote`: their ICE name and fingerprint         |
 * | connecting  | handshake done → connected; 30 s without → failed   |
 * | connected   | 30 s without consent, or DTLS closed → failed       |
 */
export class WebRtcTransport implements WebRtcMediaTransport {
  readonly #pair: PortPair;
  readonly #sink: TransportSink;
  readonly #candidates: readonly string[];
  /** Beside loopback, the only hosts that are heard; undefined: all. */
  readonly #ownHosts: ReadonlySet<string> | undefined;
  readonly #fingerprint: string;
  readonly #ice = new IceLite();
  readonly ports = 1;
  strangersDropped = 0;
  #remoteUfrag: string | undefined;
  #remoteFingerprints = '';
  #dtls: DtlsSession | undefined;
  #keys: SrtpKeys | undefined;
  #selected: Address | undefined;
  #lastConsent = 0;
  #beganAt = 0;
  #watch: NodeJS.Timeout | undefined;
  #closed = false;

  static async open(pool: PortPool, sink: TransportSink, addresses: Addresses): Promise<WebRtcTransport> {
    const fingerprint = await localFingerprint();
    const outward = outwardAddresses();
    const ownHosts = isLoopback(addresses.bindAddress) ? new Set(outward) : undefined;
    const pair = await pool.take(false, ownHosts ? '0.0.0.0' : addresses.bindAddress);
    return new WebRtcTransport(pair, sink, hostAddresses(addresses, outward), ownHosts, fingerprint);
  }

  private constructor(
    pair: PortPair,
    sink: TransportSink,
    candidates: readonly string[],
    ownHosts: ReadonlySet<string> | undefined,
    fingerprint: string,
  ) {
    this.#pair = pair;
    this.#sink = sink;
    this.#candidates = candidates;
    this.#ownHosts = ownHosts;
    this.#fingerprint = fingerprint;
    pair.rtp.on('message', this.#onMessage);
  }

  get port(): number {
    return this.#pair.port;
  }

  get ready(): boolean {
    return this.#keys !== undefined && this.#selected !== undefined && !this.#closed;
  }

  /** `a=` lines for a description that goes to a party whose own ICE name is `remoteUfrag`, as far as known. */
  sdpLines(setup: 'actpass' | 'passive', remoteUfrag: string | undefined): readonly string[] {
    if (remoteUfrag !== undefined && this.#remoteUfrag !== undefined && remoteUfrag !== this.#remoteUfrag) {
      this.#ice.restart();
      this.#remoteUfrag = remoteUfrag;
    }
    const { ufrag, password } = this.#ice.local;
    return [
      `ice-ufrag:${ufrag}`,
      `ice-pwd:${password}`,
      `fingerprint:${this.#fingerprint}`,
      `setup:${setup}`,
      'msid:zuoxi audio',
      ...this.#candidates.map((address, i) => {
        // RFC 8445 section 5.1.2.1: type preference 126 for host, falling local preference.
        const priority = 126 * 2 ** 24 + (65_535 - i) * 256 + 255;
        return `candidate:${i + 1} 1 udp ${priority} ${address} ${this.#pair.port} typ host`;
      }),
      'end-of-candidates',
    ];
  }

  /** What the party's SDP says. Another fingerprint means another DTLS association. */
  setRemote(secure: SecureParameters): void {
    this.#remoteUfrag = secure.iceUfrag;
    const fingerprints = secure.fingerprints.map(({ algorithm, value }) => `${algorithm} ${value}`).join();
    if (fingerprints === this.#remoteFingerprints || this.#closed) return;
    this.#remoteFingerprints = fingerprints;
    this.#dtls?.close();
    this.#dtls = undefined;
    this.#keys = undefined;
    this.#beganAt = performance.now();
    this.#lastConsent = this.#beganAt;
    this.#watch ??= setInterval(() => this.#checkConsent(), WATCH_MS);
    DtlsSession.create(
      secure.fingerprints,
      (packet) => this.#sendRaw(packet),
      (keys) => {
        this.#keys = keys;
      },
      (reason) => this.#fail(`DTLS: ${reason}`),
    ).then(
      (session) => {
        if (this.#closed || fingerprints !== this.#remoteFingerprints) session.close();
        else this.#dtls = session;
      },
      (error: unknown) => this.#fail(`DTLS: ${String(error)}`),
    );
  }

  send(packet: Buffer): void {
    const sealed = this.#keys?.protect.rtp(packet);
    if (sealed) this.#sendRaw(sealed);
  }

  sendRtcp(packet: Buffer): void {
    const sealed = this.#keys?.protect.rtcp(packet);
    if (sealed) this.#sendRaw(sealed);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#watch);
    this.#dtls?.close();
    this.#pair.rtp.removeAllListeners('message');
    await this.#pair.release();
  }

  readonly #onMessage = (packet: Buffer, from: RemoteInfo): void => {
    if (this.#ownHosts && !isLoopback(from.address) && !this.#ownHosts.has(from.address)) {
      this.strangersDropped++;
      return;
    }
    const first = packet[0] ?? 255;
    if (first >= 128 && first <= 191) return this.#onMedia(packet, from);
    if (first <= 3) return this.#onStun(packet, from);
    if (first >= 20 && first <= 63 && this.#isSelected(from)) this.#dtls?.receive(packet);
  };

  #onStun(packet: Buffer, from: RemoteInfo): void {
    if (this.#remoteUfrag === undefined) return;
    const { response, valid, nominated } = this.#ice.handle(packet, from, this.#remoteUfrag);
    if (!valid) this.strangersDropped++;
    if (response) this.#sendTo(response, from.address, from.port);
    if (!valid) return;
    // The first valid way is taken for the handshake; from then on the browser's nomination moves it.
    if (!this.#selected || (nominated && !this.#isSelected(from))) this.#selected = { address: from.address, port: from.port };
    if (this.#isSelected(from)) this.#lastConsent = performance.now();
  }

  #onMedia(packet: Buffer, from: RemoteInfo): void {
    const keys = this.#keys;
    if (!keys || !this.#isSelected(from)) {
      this.strangersDropped++;
      return;
    }
    const isReport = isRtcp(packet);
    const plain = isReport ? keys.unprotect.rtcp(packet) : keys.unprotect.rtp(packet);
    // Not authentic, or a replay.
    if (!plain) this.strangersDropped++;
    else if (isReport) this.#sink.rtcp(plain);
    else if (parseRtp(plain, view)) this.#sink.rtp(plain, view, performance.now());
  }

  #isSelected(from: RemoteInfo): boolean {
    const selected = this.#selected;
    return selected !== undefined && from.port === selected.port && from.address === selected.address;
  }

  #sendRaw(packet: Buffer): void {
    if (this.#selected) this.#sendTo(packet, this.#selected.address, this.#selected.port);
  }

  #sendTo(packet: Buffer, address: string, port: number): void {
    if (this.#closed) return;
    try {
      this.#pair.rtp.send(packet, port, address);
    } catch {
      // An address the system cannot reach is as good as a lost packet.
    }
  }

  #checkConsent(): void {
    const now = performance.now();
    if (now - this.#lastConsent > CONSENT_MS) this.#fail('ICE: no consent');
    else if (!this.#keys && now - this.#beganAt > CONSENT_MS) this.#fail('DTLS: no handshake');
  }

  #fail(reason: string): void {
    if (this.#closed) return;
    clearInterval(this.#watch);
    this.#watch = undefined;
    this.#keys = undefined;
    this.#sink.failed(reason);
  }
}
