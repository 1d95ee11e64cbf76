import { isIP } from 'node:net';
import { MediaError, type RemoteDirection } from './api.ts';

/** More than any phone or browser sends; less than what would keep the parser busy. */
const MAX_LENGTH = 65_536;
const MAX_LINES = 2_000;
const MAX_MEDIA = 32;
const MAX_FORMATS = 64;

export interface SdpAttribute {
  name: string;
  /** Empty for a flag such as `a=sendrecv`. */
  value: string;
}

export interface SdpMedia {
  kind: string;
  port: number;
  protocol: string;
  formats: readonly string[];
  /** Address of `c=`, literal IP only; undefined for a name or when absent here and at session level. */
  address: string | undefined;
  attributes: readonly SdpAttribute[];
}

/** What is used of a session description, RFC 8866 section 5. */
export interface SessionDescription {
  attributes: readonly SdpAttribute[];
  media: readonly SdpMedia[];
}

function bad(why: string): MediaError {
  return new MediaError('bad-sdp', why);
}

/** `IN IP4 192.0.2.1[/ttl]` → the address; undefined for a host name. */
function connectionAddress(value: string): string | undefined {
  const parts = value.trim().split(/\s+/);
  if (parts.length !== 3 || parts[0] !== 'IN') throw bad('c= cannot be read');
  const address = (parts[2] ?? '').split('/')[0] ?? '';
  return isIP(address) ? address : undefined;
}

function mediaLine(value: string): SdpMedia {
  const [kind, portText, protocol, ...formats] = value.trim().split(/\s+/);
  const port = Number((portText ?? '').split('/')[0]);
  if (!kind || !protocol || portText === '' || !Number.isInteger(port) || port < 0 || port > 65_535) throw bad('m= cannot be read');
  if (formats.length > MAX_FORMATS) throw bad('too many formats');
  return { kind: kind.toLowerCase(), port, protocol: protocol.toUpperCase(), formats, address: undefined, attributes: [] };
}

/**
 * Reads a session description. Unknown lines are skipped; what is needed must be right.
 * Throws `MediaError('bad-sdp')`, and nothing else, on any input.
 */
export function parseSdp(text: string): SessionDescription {
  if (text.length > MAX_LENGTH) throw bad('too long');
  const lines = text.split(/\r\n|\n|\r/, MAX_LINES + 1);
  if (lines.length > MAX_LINES) throw bad('too many lines');
  if (lines[0]?.trim() !== 'v=0') throw bad('v=0 is missing');
  const session: SdpAttribute[] = [];
  const media: (SdpMedia & { attributes: SdpAttribute[] })[] = [];
  let sessionAddress: string | undefined;
  let hasOrigin = false;
  for (const line of lines) {
    const value = line.slice(2);
    const current = media.at(-1);
    if (line.startsWith('o=')) hasOrigin = true;
    else if (line.startsWith('c=')) {
      if (current) current.address = connectionAddress(value);
      else sessionAddress = connectionAddress(value);
    } else if (line.startsWith('m=')) {
      if (media.length >= MAX_MEDIA) throw bad('too many media');
      media.push({ ...mediaLine(value), address: sessionAddress, attributes: [] });
    } else if (line.startsWith('a=')) {
      const colon = value.indexOf(':');
      const attribute =
        colon < 0
          ? { name: value.trim().toLowerCase(), value: '' }
          : { name: value.slice(0, colon).toLowerCase(), value: value.slice(colon + 1).trim() };
      (current?.attributes ?? session).push(attribute);
    }
  }
  if (!hasOrigin) throw bad('o= is missing');
  return { attributes: session, media };
}

/** First attribute of that name at media level, else at session level. */
export function attributeOf(session: SessionDescription, media: SdpMedia, name: string): string | undefined {
  return (media.attributes.find((a) => a.name === name) ?? session.attributes.find((a) => a.name === name))?.value;
}

const DIRECTIONS: readonly RemoteDirection[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

/**
 * RFC 8866 section 6.7. `c=0.0.0.0` is hold as RFC 2543 had it (RFC 3264 section 8.4), but not with ICE, where it only
 * says that the address is among the candidates (RFC 8840 section 4.1.1).
 */
export function directionOf(session: SessionDescription, media: SdpMedia, withIce: boolean): RemoteDirection {
  const find = (attributes: readonly SdpAttribute[]) => DIRECTIONS.find((d) => attributes.some((a) => a.name === d));
  const stated = find(media.attributes) ?? find(session.attributes) ?? 'sendrecv';
  if (media.port === 0) return 'inactive';
  if (withIce || (media.address !== '0.0.0.0' && media.address !== '::')) return stated;
  return stated === 'sendrecv' || stated === 'sendonly' ? 'sendonly' : 'inactive';
}

/** The direction that answers theirs, RFC 3264 section 6.1. */
export function answerDirection(remote: RemoteDirection): RemoteDirection {
  if (remote === 'sendonly') return 'recvonly';
  if (remote === 'recvonly') return 'sendonly';
  return remote;
}
