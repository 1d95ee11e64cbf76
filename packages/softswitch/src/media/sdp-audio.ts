import { isIPv4 } from 'node:net';
import { type CodecName, MediaError, type RemoteDirection } from './api.ts';
import { attributeOf, directionOf, type SdpAttribute, type SdpMedia, type SessionDescription } from './sdp.ts';
import { parseCrypto, type SdesCrypto } from './sdp-crypto.ts';

/** What WebRTC adds to an m-line: RFC 8839 (ICE) and RFC 8842 (DTLS). */
export interface SecureParameters {
  iceUfrag: string;
  icePassword: string;
  fingerprints: readonly { algorithm: string; value: string }[];
}

/** The one audio stream of a description, as the other party states it. */
export interface RemoteAudio {
  /** Index of its m-line. */
  index: number;
  protocol: string;
  /** Undefined when they gave a name or 0.0.0.0: it is then learned from what comes in. */
  address: string | undefined;
  port: number;
  rtcpPort: number;
  rtcpMux: boolean;
  direction: RemoteDirection;
  /** The codecs of ours that were offered, in their order, with the payload types they want. */
  codecs: readonly { name: CodecName; payloadType: number }[];
  /** Payload type of RFC 4733 telephone-event at 8 kHz. */
  dtmfPayloadType: number | undefined;
  mid: string | undefined;
  secure: SecureParameters | undefined;
  /** Keys of theirs that can be used, in their order. */
  crypto: readonly SdesCrypto[];
}

const PLAIN = new Set(['RTP/AVP', 'RTP/AVPF']);
/** With keys in SDP. */
const SDES = new Set(['RTP/SAVP', 'RTP/SAVPF']);
const SECURE = new Set(['UDP/TLS/RTP/SAVPF', 'UDP/TLS/RTP/SAVP', 'RTP/SAVPF']);

function isUnicast(address: string): boolean {
  if (!isIPv4(address)) return !/^(::$|ff)/i.test(address);
  const first = Number(address.split('.')[0]);
  return first !== 0 && first < 224;
}

function rtpmaps(media: SdpMedia): Map<string, string> {
  const maps = new Map([
    ['0', 'PCMU/8000'],
    ['8', 'PCMA/8000'],
    ['9', 'G722/8000'],
  ]);
  for (const { name, value } of media.attributes) {
    const match = name === 'rtpmap' ? /^(\d{1,3})\s+(\S+)/.exec(value) : null;
    if (match?.[1] && match[2]) maps.set(match[1], match[2].toUpperCase());
  }
  return maps;
}

function formatsOf(media: SdpMedia): Pick<RemoteAudio, 'codecs' | 'dtmfPayloadType'> {
  const maps = rtpmaps(media);
  const codecs: { name: CodecName; payloadType: number }[] = [];
  let dtmfPayloadType: number | undefined;
  for (const format of media.formats) {
    const payloadType = Number(format);
    if (!Number.isInteger(payloadType) || payloadType < 0 || payloadType > 127) continue;
    const encoding = maps.get(format)?.replace(/\/1$/, '');
    if (encoding === 'PCMA/8000') codecs.push({ name: 'PCMA', payloadType });
    else if (encoding === 'PCMU/8000') codecs.push({ name: 'PCMU', payloadType });
    else if (encoding === 'G722/8000') codecs.push({ name: 'G722', payloadType });
    else if (encoding === 'TELEPHONE-EVENT/8000') dtmfPayloadType ??= payloadType;
  }
  return { codecs, dtmfPayloadType };
}

function secureOf(session: SessionDescription, media: SdpMedia): SecureParameters {
  const iceUfrag = attributeOf(session, media, 'ice-ufrag');
  const icePassword = attributeOf(session, media, 'ice-pwd');
  if (!iceUfrag || !icePassword) throw new MediaError('bad-sdp', 'ICE credentials are missing');
  const isFingerprint = (a: SdpAttribute) => a.name === 'fingerprint';
  const stated = media.attributes.some(isFingerprint) ? media.attributes : session.attributes;
  const fingerprints = stated.filter(isFingerprint).flatMap(({ value }) => {
    const [algorithm, digest] = value.split(/\s+/);
    return algorithm && digest ? [{ algorithm: algorithm.toLowerCase(), value: digest.toUpperCase() }] : [];
  });
  if (fingerprints.length === 0) throw new MediaError('bad-sdp', 'the DTLS fingerprint is missing');
  // We only play the server's part of DTLS; browsers never ask for the other.
  if (attributeOf(session, media, 'setup') === 'passive') throw new MediaError('not-acceptable', 'a=setup:passive');
  return { iceUfrag, icePassword, fingerprints };
}

/** What kind of stream is wanted. */
export interface Wanted {
  kind: 'rtp' | 'webrtc';
  sdes: 'none' | 'required' | 'optional';
  /** Those that we speak. */
  codecs: readonly CodecName[];
}

function isUsable(media: SdpMedia, { kind, sdes }: Wanted): boolean {
  if (media.kind !== 'audio') return false;
  if (kind === 'webrtc') return SECURE.has(media.protocol);
  // Keys on RTP/AVP are how many telephones say "encrypted if you can".
  return sdes === 'none' ? PLAIN.has(media.protocol) : PLAIN.has(media.protocol) || SDES.has(media.protocol);
}

function cryptoOf(media: SdpMedia): SdesCrypto[] {
  return media.attributes.flatMap(({ name, value }) => (name === 'crypto' ? (parseCrypto(value) ?? []) : []));
}

/**
 * Finds the audio stream to use: the first that is alive and has a codec of ours (some offer G.729 in a stream of its own before G.711),
 * else the first alive, else the first at all. Throws `MediaError('not-acceptable')` when there is none.
 */
export function readRemoteAudio(session: SessionDescription, wanted: Wanted): RemoteAudio {
  const { kind, sdes } = wanted;
  const candidates = session.media.filter((media) => isUsable(media, wanted));
  const withPort = candidates.filter((m) => m.port !== 0);
  const spoken = withPort.filter((m) => formatsOf(m).codecs.some(({ name }) => wanted.codecs.includes(name)));
  const alive = spoken.length > 0 ? spoken : withPort;
  // Some offer the same stream twice, with keys and without.
  const media = (sdes === 'none' ? undefined : alive.find((m) => cryptoOf(m).length > 0)) ?? alive[0] ?? candidates[0];
  if (!media) throw new MediaError('not-acceptable', 'no audio stream of a protocol that is spoken here');
  const rtcp = Number(/^\d+/.exec(attributeOf(session, media, 'rtcp') ?? '')?.[0] ?? media.port + 1);
  return {
    index: session.media.indexOf(media),
    protocol: media.protocol,
    address: media.address !== undefined && isUnicast(media.address) ? media.address : undefined,
    port: media.port,
    rtcpPort: rtcp > 0 && rtcp < 65_536 ? rtcp : media.port + 1,
    rtcpMux: attributeOf(session, media, 'rtcp-mux') !== undefined,
    direction: directionOf(session, media, kind === 'webrtc'),
    ...formatsOf(media),
    mid: attributeOf(session, media, 'mid'),
    secure: kind === 'webrtc' && media.port !== 0 ? secureOf(session, media) : undefined,
    crypto: kind === 'rtp' && sdes !== 'none' ? cryptoOf(media) : [],
  };
}
