import { isIPv4 } from 'node:net';
import { type CodecName, MediaError, type RemoteDirection } from './api.ts';
import { attributeOf, directionOf, type SdpAttribute, type SdpMedia, type SessionDescription } from './sdp.ts';

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
}

const PLAIN = new Set(['RTP/AVP', 'RTP/AVPF']);
const SECURE = new Set(['UDP/TLS/RTP/SAVPF', 'UDP/TLS/RTP/SAVP', 'RTP/SAVPF']);

function isUnicast(address: string): boolean {
  if (!isIPv4(address)) return true;
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

function isUsable(media: SdpMedia, kind: 'rtp' | 'webrtc'): boolean {
  return media.kind === 'audio' && (kind === 'rtp' ? PLAIN : SECURE).has(media.protocol);
}

/**
 * Finds the audio stream to use: the first that is alive, else the first at all.
 * Throws `MediaError('not-acceptable')` when there is none.
 */
export function readRemoteAudio(session: SessionDescription, kind: 'rtp' | 'webrtc'): RemoteAudio {
  const candidates = session.media.filter((media) => isUsable(media, kind));
  const media = candidates.find((m) => m.port !== 0) ?? candidates[0];
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
  };
}
