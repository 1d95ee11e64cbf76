import { randomBytes } from 'node:crypto';
import type { RemoteInfo, Socket } from 'node:dgram';
import { classes, DtlsClient, Message, methods, parseMessage, RTCDtlsTransport } from 'werift';
import { MASTER_KEY, MASTER_SALT, SrtpReceiver, SrtpSender } from '../../src/media/srtp.ts';
import { IceLite } from '../../src/webrtc/ice-lite.ts';

/** SRTP_AES128_CM_HMAC_SHA1_80 (RFC 5764 section 4.1.2). */
const PROFILE = 1;
/** As often as browsers check a way that has not answered yet. */
const CHECK_EVERY_MS = 50;
const HOST_PRIORITY = 126 * 2 ** 24 + 65_535 * 256 + 255;

/** What an offer says, as far as it is needed. */
interface Offer {
  lite: boolean;
  ufrag: string;
  password: string;
  mid: string | undefined;
  address: string;
  port: number;
}

export function parseOffer(sdp: string): Offer {
  const line = (pattern: RegExp): string | undefined => pattern.exec(sdp)?.[1];
  const candidates = [...sdp.matchAll(/^a=candidate:\S+ 1 udp \d+ (\d+\.\d+\.\d+\.\d+) (\d+) typ host/gim)];
  const [, address = '', port = '0'] = candidates.find(([, candidate]) => candidate === '127.0.0.1') ?? candidates[0] ?? [];
  return {
    lite: /^a=ice-lite/m.test(sdp),
    ufrag: line(/^a=ice-ufrag:(\S+)/m) ?? '',
    password: line(/^a=ice-pwd:(\S+)/m) ?? '',
    mid: line(/^a=mid:(\S+)/m),
    address,
    port: Number(port),
  };
}

/**
 * A browser's end of one call: it is offered, answers, checks the way (ICE), begins the handshake (DTLS, as client) and from
 * then on seals and opens packets. werift makes the handshake; SRTP is the softswitch's own, the cheapest we have.
 * Calls are too short for consent to be renewed (RFC 7675).
 */
export class WebRtcEnd {
  readonly answer: string;
  /** From the answer to the end of the DTLS handshake. */
  handshakeMs: number | undefined;
  readonly #socket: Socket;
  readonly #offer: Offer;
  readonly #ice: IceLite;
  readonly #dtls: DtlsClient;
  readonly #answeredAt = performance.now();
  readonly #checks: NodeJS.Timeout;
  #deliver: (data: Buffer) => void = () => {};
  #way: { address: string; port: number } | undefined;
  #protect: SrtpSender | undefined;
  #unprotect: SrtpReceiver | undefined;

  static async create(socket: Socket, sdp: string): Promise<WebRtcEnd> {
    return new WebRtcEnd(socket, parseOffer(sdp), await RTCDtlsTransport.SetupCertificate());
  }

  private constructor(socket: Socket, offer: Offer, certificate: Awaited<ReturnType<typeof RTCDtlsTransport.SetupCertificate>>) {
    this.#socket = socket;
    this.#offer = offer;
    this.#ice = new IceLite();
    const end = this;
    this.#dtls = new DtlsClient({
      cert: certificate.certPem,
      key: certificate.privateKey,
      signatureHash: certificate.signatureHash,
      srtpProfiles: [PROFILE],
      extendedMasterSecret: true,
      transport: {
        type: 'udp',
        address: { address: '', family: 'IPv4', port: 0 },
        closed: false,
        send: async (packet) => end.#send(packet),
        close: async () => {},
        set onData(deliver: (data: Buffer, from: readonly [string, number]) => void) {
          end.#deliver = (data) => deliver(data, ['', 0]);
        },
        get onData() {
          return (data: Buffer) => end.#deliver(data);
        },
      },
    });
    this.#dtls.onConnect.subscribe(() => this.#connected());
    const [fingerprint] = certificate.getFingerprints();
    this.answer = this.#describe(`${fingerprint?.algorithm} ${fingerprint?.value}`);
    this.#checks = setInterval(() => this.#check(), CHECK_EVERY_MS);
    this.#check();
  }

  /** The plain packet when it is RTP that is authentic; everything else is dealt with here (RFC 7983 tells them apart). */
  receive(packet: Buffer, from: RemoteInfo): Buffer | undefined {
    const first = packet[0] ?? 255;
    if (first <= 3) this.#onStun(packet, from);
    else if (first >= 20 && first <= 63) this.#deliver(packet);
    // 200 to 204 are reports (RFC 5761 section 4).
    else if (first >= 128 && first <= 191 && ((packet[1] ?? 0) < 200 || (packet[1] ?? 0) > 204)) return this.#unprotect?.rtp(packet);
    return undefined;
  }

  protect(packet: Buffer): Buffer | undefined {
    return this.#protect?.rtp(packet);
  }

  close(): void {
    clearInterval(this.#checks);
    this.#dtls.onConnect.allUnsubscribe();
    this.#deliver = () => {};
  }

  #describe(fingerprint: string): string {
    const { ufrag, password } = this.#ice.local;
    const { port } = this.#socket.address();
    const { mid } = this.#offer;
    const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', ...(mid === undefined ? [] : [`a=group:BUNDLE ${mid}`])];
    lines.push(`m=audio ${port} UDP/TLS/RTP/SAVPF 8`, 'c=IN IP4 127.0.0.1', ...(mid === undefined ? [] : [`a=mid:${mid}`]));
    lines.push('a=rtpmap:8 PCMA/8000', 'a=ptime:20', 'a=rtcp-mux', 'a=sendrecv');
    lines.push(`a=ice-ufrag:${ufrag}`, `a=ice-pwd:${password}`, `a=fingerprint:${fingerprint}`, 'a=setup:active');
    lines.push(`a=candidate:1 1 udp ${HOST_PRIORITY} 127.0.0.1 ${port} typ host`, 'a=end-of-candidates');
    return `${lines.join('\r\n')}\r\n`;
  }

  /** Towards a lite agent we control and take the first way that answers (RFC 8445 section 8.1.1); a full one chooses itself. */
  #check(): void {
    const { ufrag, password, lite, address, port } = this.#offer;
    const request = new Message(methods.BINDING, classes.REQUEST, randomBytes(12))
      .setAttribute('USERNAME', `${ufrag}:${this.#ice.local.ufrag}`)
      .setAttribute('PRIORITY', HOST_PRIORITY)
      .setAttribute(lite ? 'ICE-CONTROLLING' : 'ICE-CONTROLLED', 1n);
    if (lite) request.setAttribute('USE-CANDIDATE', null);
    this.#socket.send(request.addMessageIntegrity(Buffer.from(password, 'utf8')).addFingerprint().bytes, port, address);
  }

  #onStun(packet: Buffer, from: RemoteInfo): void {
    const message = parseMessage(packet);
    if (message?.messageClass === classes.RESPONSE && this.#offer.lite) return this.#take(from);
    const { response, nominated } = this.#ice.handle(packet, from, this.#offer.ufrag);
    if (response) this.#socket.send(response, from.port, from.address);
    if (nominated) this.#take(from);
  }

  #take({ address, port }: RemoteInfo): void {
    clearInterval(this.#checks);
    if (this.#way) return;
    this.#way = { address, port };
    void this.#dtls.connect();
  }

  #connected(): void {
    if (this.handshakeMs !== undefined) return;
    const { localKey, localSalt, remoteKey, remoteSalt } = this.#dtls.extractSessionKeys(MASTER_KEY, MASTER_SALT);
    const profile = 'AES_CM_128_HMAC_SHA1_80';
    this.#protect = new SrtpSender(profile, localKey, localSalt);
    this.#unprotect = new SrtpReceiver(profile, remoteKey, remoteSalt);
    this.handshakeMs = performance.now() - this.#answeredAt;
  }

  #send(packet: Buffer): void {
    if (this.#way) this.#socket.send(packet, this.#way.port, this.#way.address);
  }
}
