import { createHash, timingSafeEqual, verify, X509Certificate } from 'node:crypto';
import { DtlsServer, RTCDtlsTransport } from 'werift';
import { MASTER_KEY, MASTER_SALT, SrtpReceiver, SrtpSender } from '../media/srtp.ts';

/** SRTP_AES128_CM_HMAC_SHA1_80: what RFC 8827 section 6.5 demands of all, and what our own SRTP speaks. */
const CM_SHA1_80 = 1;

const CERTIFICATE = 11;
const CERTIFICATE_VERIFY = 15;
const CLIENT_HELLO = 1;
const FINISHED = 20;

const HASHES = new Map([
  ['sha-256', 'sha256'],
  ['sha-384', 'sha384'],
  ['sha-512', 'sha512'],
]);
/** RFC 5246 section 7.4.1.4.1, hash algorithms of signatures. */
const SIGNATURE_HASHES = new Map([
  [4, 'sha256'],
  [5, 'sha384'],
  [6, 'sha512'],
]);

export interface SrtpKeys {
  protect: SrtpSender;
  unprotect: SrtpReceiver;
}

/** One self-signed certificate for the life of the worker. */
export async function localFingerprint(): Promise<string> {
  const certificate = await RTCDtlsTransport.SetupCertificate();
  const [fingerprint] = certificate.getFingerprints();
  if (!fingerprint) throw new Error('werift made no fingerprint');
  return `${fingerprint.algorithm} ${fingerprint.value}`;
}

/**
 * The DTLS 1.2 server end of one leg, around werift's handshake.
 *
 * werift 0.25 takes the client's certificate without checking that the client holds its key, and takes a message that
 * comes a second time for the first. Both are done here, before any key is used: otherwise anybody on the way could
 * show the browser's certificate (DTLS 1.2 sends it in the clear) and would be believed.
 */
export class DtlsSession {
  readonly #server: DtlsServer;
  readonly #fingerprints: readonly { algorithm: string; value: string }[];
  readonly #onKeys: (keys: SrtpKeys) => void;
  readonly #onFailure: (reason: string) => void;
  /** First bytes seen of each handshake message. */
  readonly #seen = new Map<number, Buffer>();
  #connected = false;
  #closed = false;
  #receive: (data: Buffer) => void = () => {};

  static async create(
    fingerprints: readonly { algorithm: string; value: string }[],
    send: (packet: Buffer) => void,
    onKeys: (keys: SrtpKeys) => void,
    onFailure: (reason: string) => void,
  ): Promise<DtlsSession> {
    const certificate = await RTCDtlsTransport.SetupCertificate();
    return new DtlsSession(certificate, fingerprints, send, onKeys, onFailure);
  }

  private constructor(
    certificate: Awaited<ReturnType<typeof RTCDtlsTransport.SetupCertificate>>,
    fingerprints: readonly { algorithm: string; value: string }[],
    send: (packet: Buffer) => void,
    onKeys: (keys: SrtpKeys) => void,
    onFailure: (reason: string) => void,
  ) {
    this.#fingerprints = fingerprints;
    this.#onKeys = onKeys;
    this.#onFailure = onFailure;
    const session = this;
    this.#server = new DtlsServer({
      cert: certificate.certPem,
      key: certificate.privateKey,
      signatureHash: certificate.signatureHash,
      srtpProfiles: [CM_SHA1_80],
      extendedMasterSecret: true,
      certificateRequest: true,
      transport: {
        type: 'udp',
        address: { address: '', family: 'IPv4', port: 0 },
        closed: false,
        send: async (packet) => {
          if (!session.#closed) send(packet);
        },
        close: async () => {},
        set onData(receive: (data: Buffer, from: readonly [string, number]) => void) {
          session.#receive = (data) => receive(data, ['', 0]);
        },
        get onData() {
          return (data: Buffer) => session.#receive(data);
        },
      },
    });
    this.#guard();
    this.#server.onConnect.subscribe(() => this.#connect());
    this.#server.onError.subscribe((error) => this.#fail(String(error)));
    this.#server.onClose.subscribe(() => this.#fail('closed by the other side'));
  }

  /** Never throws. */
  receive(packet: Buffer): void {
    if (this.#closed) return;
    try {
      this.#receive(packet);
    } catch {
      // Not DTLS after all, or cut short: as good as lost.
    }
  }

  close(): void {
    this.#closed = true;
    this.#receive = () => {};
    this.#server.onConnect.allUnsubscribe();
    this.#server.onError.allUnsubscribe();
    this.#server.onClose.allUnsubscribe();
  }

  #fail(reason: string): void {
    if (this.#closed) return;
    this.close();
    this.#onFailure(reason);
  }

  /** Lets each handshake message through once, and after the handshake only the repeated Finished. */
  #guard(): void {
    const handle = this.#server.onHandleHandshakes;
    this.#server.onHandleHandshakes = async (messages) => {
      const allowed = messages.filter((message) => {
        if (this.#connected) return message.msg_type === FINISHED;
        // A client hello comes twice, without and with the cookie (RFC 6347 section 4.2.1).
        if (message.msg_type === CLIENT_HELLO) return true;
        const seen = this.#seen.get(message.msg_type);
        if (!seen) this.#seen.set(message.msg_type, Buffer.from(message.fragment));
        return !seen || seen.equals(message.fragment);
      });
      if (allowed.length > 0) await handle(allowed);
    };
  }

  #connect(): void {
    if (this.#connected || this.#closed) return;
    this.#connected = true;
    const reason = this.#distrust();
    if (reason !== undefined) return this.#fail(reason);
    if (this.#server.srtp.srtpProfile !== CM_SHA1_80) return this.#fail('no SRTP profile in common');
    const { localKey, localSalt, remoteKey, remoteSalt } = this.#server.extractSessionKeys(MASTER_KEY, MASTER_SALT);
    const profile = 'AES_CM_128_HMAC_SHA1_80';
    this.#onKeys({
      protect: new SrtpSender(profile, localKey, localSalt),
      unprotect: new SrtpReceiver(profile, remoteKey, remoteSalt),
    });
  }

  /** Why the other side is not who the signalling says; undefined when it is. */
  #distrust(): string | undefined {
    const transcript = this.#server.dtls.sortedHandshakeCache;
    const list = transcript.find((m) => m.msg_type === CERTIFICATE && this.#seen.get(CERTIFICATE)?.equals(m.fragment))?.fragment;
    const proof = transcript.find((m) => m.msg_type === CERTIFICATE_VERIFY)?.fragment;
    if (!list || list.length < 6 || !proof || proof.length < 4) return 'the certificate is missing';
    const certificate = list.subarray(6, 6 + list.readUIntBE(3, 3));
    if (!this.#fingerprints.some(({ algorithm, value }) => matches(certificate, algorithm, value)))
      return 'another certificate than signalled';
    const hash = SIGNATURE_HASHES.get(proof[0] ?? 0);
    if (!hash) return 'a signature of an unknown kind';
    const signed = Buffer.concat(
      transcript.filter((m) => m.msg_type !== CERTIFICATE_VERIFY && m.msg_type !== FINISHED).map((m) => m.serialize()),
    );
    const signature = proof.subarray(4, 4 + proof.readUInt16BE(2));
    try {
      return verify(hash, signed, new X509Certificate(certificate).publicKey, signature) ? undefined : 'a wrong signature';
    } catch {
      return 'a certificate that cannot be read';
    }
  }
}

function matches(certificate: Buffer, algorithm: string, value: string): boolean {
  const hash = HASHES.get(algorithm);
  if (!hash) return false;
  const actual = createHash(hash).update(certificate).digest();
  const stated = Buffer.from(value.replaceAll(':', ''), 'hex');
  return stated.length === actual.length && timingSafeEqual(stated, actual);
}
