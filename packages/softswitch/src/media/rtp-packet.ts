/** Size of an RTP header without CSRCs or extension, RFC 3550 section 5.1. */
export const RTP_HEADER = 12;

/** Fields of one RTP packet. One object is filled again and again: nothing is allocated per packet. */
export interface RtpView {
  payloadType: number;
  marker: boolean;
  sequence: number;
  timestamp: number;
  ssrc: number;
  /** First byte of the payload within the packet. */
  start: number;
  /** One past the last byte of the payload, padding taken off. */
  end: number;
}

export function createRtpView(): RtpView {
  return { payloadType: 0, marker: false, sequence: 0, timestamp: 0, ssrc: 0, start: RTP_HEADER, end: RTP_HEADER };
}

/** RFC 5761 section 4: on a shared port, packet types 192 to 223 are RTCP. */
export function isRtcp(packet: Uint8Array): boolean {
  const type = packet[1] ?? 0;
  return packet.length >= 8 && ((packet[0] ?? 0) & 0xc0) === 0x80 && type >= 192 && type <= 223;
}

/**
 * Reads an RTP packet into `view`. False when it is none: wrong version, or CSRCs, extension or padding that do
 * not fit into the packet (RFC 3550 appendix A.1).
 */
export function parseRtp(packet: Uint8Array, view: RtpView): boolean {
  const length = packet.length;
  if (length < RTP_HEADER) return false;
  const b0 = packet[0] ?? 0;
  if ((b0 & 0xc0) !== 0x80) return false;
  const b1 = packet[1] ?? 0;
  let start = RTP_HEADER + (b0 & 0x0f) * 4;
  if (b0 & 0x10) {
    if (start + 4 > length) return false;
    start += 4 + readUint16(packet, start + 2) * 4;
  }
  let end = length;
  if (b0 & 0x20) {
    const padding = packet[length - 1] ?? 0;
    if (padding === 0) return false;
    end -= padding;
  }
  if (start > end) return false;
  view.marker = (b1 & 0x80) !== 0;
  view.payloadType = b1 & 0x7f;
  view.sequence = readUint16(packet, 2);
  view.timestamp = readUint32(packet, 4);
  view.ssrc = readUint32(packet, 8);
  view.start = start;
  view.end = end;
  return true;
}

/** Writes a plain 12-byte header at `offset`. */
export function writeRtpHeader(
  packet: Uint8Array,
  offset: number,
  marker: boolean,
  payloadType: number,
  sequence: number,
  timestamp: number,
  ssrc: number,
): void {
  packet[offset] = 0x80;
  packet[offset + 1] = (marker ? 0x80 : 0) | payloadType;
  packet[offset + 2] = sequence >>> 8;
  packet[offset + 3] = sequence;
  writeUint32(packet, offset + 4, timestamp);
  writeUint32(packet, offset + 8, ssrc);
}

export function readUint16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}

export function readUint32(bytes: Uint8Array, offset: number): number {
  return (
    (((bytes[offset] ?? 0) << 24) | ((bytes[offset + 1] ?? 0) << 16) | ((bytes[offset + 2] ?? 0) << 8) | (bytes[offset + 3] ?? 0)) >>> 0
  );
}

export function writeUint32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}

/** `a − b` modulo 2^16 as a signed number: positive when `a` is the later one. */
export function sequenceDelta(a: number, b: number): number {
  return ((a - b) << 16) >> 16;
}

/** `a − b` modulo 2^32 as a signed number: positive when `a` is the later one. */
export function timestampDelta(a: number, b: number): number {
  return (a - b) | 0;
}
