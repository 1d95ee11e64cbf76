import { isIPv6 } from 'node:net';
import { type CodecName, MediaError, type RemoteDirection } from './api.ts';
import { answerDirection, parseSdp, type SdpMedia } from './sdp.ts';
import { type RemoteAudio, readRemoteAudio, type SecureParameters } from './sdp-audio.ts';
import { cryptoLine, type SdesCrypto, SUITES } from './sdp-crypto.ts';
import type { SrtpProfile } from './srtp.ts';

/** Our payload type for RFC 4733 events in offers; answers take theirs. */
const DTMF_PAYLOAD_TYPE = 101;

/** What is ours in a description. */
export interface LocalAudio {
  kind: 'rtp' | 'webrtc';
  address: string;
  port: number;
  codecs: readonly CodecName[];
  sdes: 'none' | 'required' | 'optional';
  /** Whether RFC 4733 events are offered and taken. */
  events: boolean;
  /** Fresh random bytes for a master key and salt of ours. */
  newKey(): { key: Buffer; salt: Buffer };
  /** `a=` lines of the transport without the `a=` (ICE, DTLS), given what the other side has said, if anything. */
  transportLines(setup: 'actpass' | 'passive', remote: SecureParameters | undefined): readonly string[];
}

/** What both sides have agreed on. */
export interface Negotiated {
  remote: RemoteAudio;
  codec: CodecName;
  /** Payload type of `codec` towards them. */
  payloadType: number;
  /** All they agreed to hear, `codec` among them: more than one only after an offer of ours (RFC 3264 section 6.1). */
  alternatives: readonly AgreedCodec[];
  /** Keys of both directions; undefined: not encrypted by SDP keys. */
  crypto: { ours: SdesCrypto; theirs: SdesCrypto } | undefined;
}

interface AgreedCodec {
  name: CodecName;
  payloadType: number;
}

/** An m-line we keep in place, alive or refused: their number and order never change (RFC 3264 section 8). */
interface Slot {
  kind: string;
  protocol: string;
  formats: readonly string[];
  mid: string | undefined;
}

const PAYLOAD_TYPES = { PCMU: 0, PCMA: 8, G722: 9 } as const;

/**
 * The offer/answer state of one leg (RFC 3264), for plain RTP and WebRTC alike. Holds no socket and no clock:
 * text in, text and `Negotiated` out.
 */
export class SdpSession {
  readonly #local: LocalAudio;
  readonly #sessionId: string;
  #version = 0;
  #lastBody = '';
  #slots: Slot[] = [];
  #audioSlot = 0;
  #negotiated: Negotiated | undefined;
  #offered = false;
  /** Ours, by suite: a key stays with the call, since its packet count goes on. */
  readonly #keys = new Map<SrtpProfile, { key: Buffer; salt: Buffer }>();

  constructor(local: LocalAudio, sessionId: string) {
    this.#local = local;
    this.#sessionId = sessionId;
  }

  get negotiated(): Negotiated | undefined {
    return this.#negotiated;
  }

  createOffer(): string {
    if (this.#slots.length === 0) {
      const plain = this.#local.sdes === 'required' ? 'RTP/SAVP' : 'RTP/AVP';
      const protocol = this.#local.kind === 'rtp' ? plain : 'UDP/TLS/RTP/SAVPF';
      this.#slots = [{ kind: 'audio', protocol, formats: [], mid: this.#local.kind === 'webrtc' ? '0' : undefined }];
      this.#audioSlot = 0;
    }
    this.#offered = true;
    const known = this.#negotiated;
    const types = new Map(known?.remote.codecs.map((c) => [c.name, c.payloadType]));
    const codecs = this.#local.codecs.map((name) => ({ name, payloadType: types.get(name) ?? PAYLOAD_TYPES[name] }));
    const dtmf = this.#local.events ? (known?.remote.dtmfPayloadType ?? DTMF_PAYLOAD_TYPE) : undefined;
    const lines = this.#audioLines(codecs, dtmf, 'sendrecv', 'actpass', known?.remote.rtcpMux ?? true, known?.remote.secure);
    lines.lines.push(...this.#offeredCrypto().map((crypto) => `a=${cryptoLine(crypto)}`));
    return this.#render(lines, true);
  }

  /** Throws `MediaError('bad-sdp' | 'not-acceptable')`; the state is then as before. */
  acceptOffer(sdp: string): { answer: string; negotiated: Negotiated } {
    const session = parseSdp(sdp);
    const remote = readRemoteAudio(session, this.#local);
    // An m-line switched off in a re-offer is answered in kind; in a first offer there is then nothing to talk about.
    if (remote.port === 0 && !this.#negotiated) throw new MediaError('not-acceptable', 'the audio stream is switched off');
    const [theirs] = remote.crypto;
    if (!theirs && remote.port !== 0) this.#refusePlain(remote);
    const crypto = theirs && { theirs, ours: this.#ownCrypto(theirs.tag, theirs.suite) };
    const negotiated = {
      ...this.#choose(remote, this.#local.codecs),
      crypto: crypto ?? (remote.port === 0 ? this.#negotiated?.crypto : undefined),
    };
    this.#slots = session.media.map(toSlot);
    this.#audioSlot = remote.index;
    this.#negotiated = negotiated;
    const codecs = [{ name: negotiated.codec, payloadType: negotiated.payloadType }];
    const lines = this.#audioLines(
      codecs,
      this.#local.events ? remote.dtmfPayloadType : undefined,
      answerDirection(remote.direction),
      'passive',
      remote.rtcpMux,
      remote.secure,
    );
    if (crypto) lines.lines.push(`a=${cryptoLine(crypto.ours)}`);
    return { answer: this.#render(lines, false, remote.port === 0), negotiated };
  }

  /** Throws `MediaError('bad-sdp' | 'not-acceptable')`, or `failed` when nothing was offered. */
  acceptAnswer(sdp: string): Negotiated {
    if (!this.#offered) throw new MediaError('failed', 'an answer without an offer');
    const remote = readRemoteAudio(parseSdp(sdp), this.#local);
    if (remote.port === 0) throw new MediaError('not-acceptable', 'the audio stream was refused');
    // Their order counts: the first format of an answer is what they want to hear (RFC 3264 section 6.1).
    const shared = remote.codecs.filter(({ name }) => this.#local.codecs.includes(name));
    const chosen = this.#choose(
      remote,
      shared.map(({ name }) => name),
    );
    // Their one key says by its tag which of ours they took (RFC 4568 section 5.1.2).
    const [theirs] = remote.crypto;
    const ours = this.#offeredCrypto().find(({ tag, suite }) => tag === theirs?.tag && suite === theirs.suite);
    const crypto = theirs && ours && { ours, theirs };
    if (!crypto) this.#refusePlain(remote);
    this.#negotiated = { ...chosen, alternatives: shared, crypto };
    return this.#negotiated;
  }

  /** Where the sound of an answer comes from that is not taken, or not yet; port 0: nowhere, or it cannot be read. */
  sourceOf(sdp: string): { address: string | undefined; port: number } {
    try {
      const { address, port, direction } = readRemoteAudio(parseSdp(sdp), this.#local);
      return { address, port: direction === 'sendrecv' || direction === 'sendonly' ? port : 0 };
    } catch {
      return { address: undefined, port: 0 };
    }
  }

  /** Throws when a stream without keys must not be: RTP/SAVP without any is no stream at all. */
  #refusePlain(remote: RemoteAudio): void {
    const { kind, sdes } = this.#local;
    if (kind === 'rtp' && (sdes === 'required' || remote.protocol.includes('SAVP'))) {
      throw new MediaError('not-acceptable', 'no keys that can be used');
    }
  }

  #ownCrypto(tag: number, suite: SrtpProfile): SdesCrypto {
    let own = this.#keys.get(suite);
    if (!own) {
      own = this.#local.newKey();
      this.#keys.set(suite, own);
    }
    return { tag, suite, ...own };
  }

  /** What was agreed on stays; a first offer shows all suites. */
  #offeredCrypto(): SdesCrypto[] {
    const { kind, sdes } = this.#local;
    const agreed = this.#negotiated?.crypto;
    if (kind !== 'rtp' || sdes === 'none') return [];
    return agreed ? [agreed.ours] : SUITES.map((suite, i) => this.#ownCrypto(i + 1, suite));
  }

  #choose(remote: RemoteAudio, preference: readonly CodecName[]): Negotiated {
    const known = this.#negotiated;
    // A stream that is switched off may come without usable formats: what was agreed before stays.
    if (remote.port === 0 && known) return { ...known, remote: { ...known.remote, index: remote.index, direction: 'inactive', port: 0 } };
    for (const name of preference) {
      const match = remote.codecs.find((c) => c.name === name);
      if (!match) continue;
      return { remote, codec: name, payloadType: match.payloadType, alternatives: [match], crypto: undefined };
    }
    throw new MediaError('not-acceptable', 'no codec in common');
  }

  #audioLines(
    codecs: readonly { name: CodecName; payloadType: number }[],
    dtmf: number | undefined,
    direction: RemoteDirection,
    setup: 'actpass' | 'passive',
    rtcpMux: boolean,
    secure: SecureParameters | undefined,
  ): { formats: string; lines: string[] } {
    const types = codecs.map((c) => c.payloadType);
    const lines = codecs.map((c) => `a=rtpmap:${c.payloadType} ${c.name}/8000`);
    if (dtmf !== undefined) {
      types.push(dtmf);
      lines.push(`a=rtpmap:${dtmf} telephone-event/8000`, `a=fmtp:${dtmf} 0-15`);
    }
    lines.push('a=ptime:20', `a=${direction}`);
    if (rtcpMux) lines.push('a=rtcp-mux');
    lines.push(...this.#local.transportLines(setup, secure).map((line) => `a=${line}`));
    return { formats: types.join(' '), lines };
  }

  #render(audio: { formats: string; lines: string[] }, isOffer: boolean, off = false): string {
    const family = isIPv6(this.#local.address) ? 'IP6' : 'IP4';
    const body: string[] = ['s=-', `c=IN ${family} ${this.#local.address}`, 't=0 0'];
    const mid = this.#slots[this.#audioSlot]?.mid;
    if (this.#local.kind === 'webrtc') {
      body.push('a=ice-lite');
      if (mid !== undefined) body.push(`a=group:BUNDLE ${mid}`);
      body.push('a=msid-semantic: WMS *');
    }
    this.#slots.forEach((slot, index) => {
      if (index === this.#audioSlot) {
        body.push(`m=audio ${off ? 0 : this.#local.port} ${slot.protocol} ${audio.formats}`);
        if (slot.mid !== undefined) body.push(`a=mid:${slot.mid}`);
        body.push(...audio.lines);
        return;
      }
      body.push(`m=${slot.kind} 0 ${slot.protocol} ${slot.formats.join(' ') || '0'}`);
      if (slot.mid !== undefined) body.push(`a=mid:${slot.mid}`, 'a=inactive');
    });
    const text = body.join('\r\n');
    // RFC 3264 section 8: the version goes up by one whenever the description is another one.
    if (isOffer || text !== this.#lastBody) this.#version++;
    this.#lastBody = text;
    return `v=0\r\no=- ${this.#sessionId} ${this.#version} IN ${family} ${this.#local.address}\r\n${text}\r\n`;
  }
}

function toSlot(media: SdpMedia): Slot {
  const mid = media.attributes.find((a) => a.name === 'mid')?.value;
  // Their text goes back into ours: only plain tokens may.
  const token = (text: string) => text.replace(/[^\x21-\x7e]/g, '');
  return {
    kind: token(media.kind),
    protocol: token(media.protocol),
    formats: media.formats.map(token),
    mid: mid === undefined ? undefined : token(mid),
  };
}
