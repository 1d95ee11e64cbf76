import { readUint32 } from './rtp-packet.ts';

/** RTCP, RFC 3550 section 6: bytes to values and back. When what is sent, and what is made of it, is in `rtcp-session.ts`. */
const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const SOURCE_DESCRIPTION = 202;
const GOODBYE = 203;
/** Seconds from 1900, where NTP counts from, to 1970. */
const NTP_EPOCH = 2_208_988_800;

/** What one party says about a stream it receives (section 6.4.1). */
export interface ReportBlock {
  ssrc: number;
  /** Of the last interval, 0 to 255 for 0 to 1. */
  fractionLost: number;
  /** Cumulative; negative when packets came twice. */
  lost: number;
  highest: number;
  /** In units of the RTP clock. */
  jitter: number;
  /** Middle 32 bits of the NTP time of the last sender report, and how long ago that came, in 1/65536 s. */
  lastReport: number;
  sinceLastReport: number;
}

export type RtcpPacket =
  | { type: 'report'; ssrc: number; sender: { ntpMiddle: number; packets: number; octets: number } | undefined; blocks: ReportBlock[] }
  | { type: 'bye'; ssrcs: number[] };

/** Middle 32 bits of a wall-clock time's NTP form: seconds modulo 2^16, and a fraction in 1/65536 s. */
export function ntpMiddle(wallMs: number): number {
  return Math.floor(((wallMs / 1000 + NTP_EPOCH) % 65_536) * 65_536) >>> 0;
}

/**
 * Reads a compound packet, or a part of one as RFC 5506 allows. What comes after the first thing that cannot be read is left
 * out; other packet types are skipped. Never throws.
 */
export function parseRtcp(packet: Uint8Array): RtcpPacket[] {
  const found: RtcpPacket[] = [];
  for (let at = 0; at + 4 <= packet.length; ) {
    const first = packet[at] ?? 0;
    const end = at + 4 * (1 + (((packet[at + 2] ?? 0) << 8) | (packet[at + 3] ?? 0)));
    if (first >> 6 !== 2 || end > packet.length) break;
    const count = first & 0x1f;
    const type = packet[at + 1] ?? 0;
    if (type === SENDER_REPORT || type === RECEIVER_REPORT) {
      const report = parseReport(packet, at, end, count, type === SENDER_REPORT);
      if (report) found.push(report);
    } else if (type === GOODBYE) {
      const ssrcs: number[] = [];
      for (let i = 0; i < count && at + 8 + 4 * i <= end; i++) ssrcs.push(readUint32(packet, at + 4 + 4 * i));
      found.push({ type: 'bye', ssrcs });
    }
    at = end;
  }
  return found;
}

function parseReport(packet: Uint8Array, at: number, end: number, count: number, isSender: boolean): RtcpPacket | undefined {
  const blocksAt = at + (isSender ? 28 : 8);
  if (blocksAt > end) return undefined;
  const blocks: ReportBlock[] = [];
  for (let i = 0, from = blocksAt; i < count && from + 24 <= end; i++, from += 24) {
    const word = readUint32(packet, from + 4);
    blocks.push({
      ssrc: readUint32(packet, from),
      fractionLost: word >>> 24,
      // 24 bits, signed.
      lost: (word << 8) >> 8,
      highest: readUint32(packet, from + 8),
      jitter: readUint32(packet, from + 12),
      lastReport: readUint32(packet, from + 16),
      sinceLastReport: readUint32(packet, from + 20),
    });
  }
  const sender = isSender
    ? { ntpMiddle: readUint32(packet, at + 10), packets: readUint32(packet, at + 20), octets: readUint32(packet, at + 24) }
    : undefined;
  return { type: 'report', ssrc: readUint32(packet, at + 4), sender, blocks };
}

export interface RtcpContents {
  ssrc: number;
  cname: string;
  /** Makes it a sender report: about what we have sent. */
  sender: { wallMs: number; timestamp: number; packets: number; octets: number } | undefined;
  block: ReportBlock | undefined;
  bye: boolean;
}

/** A compound packet (section 6.1): SR or RR with at most one block, the CNAME, and a goodbye when asked for. */
export function buildRtcp({ ssrc, cname, sender, block, bye }: RtcpContents): Buffer {
  const reportWords = 1 + (sender ? 5 : 0) + (block ? 6 : 0);
  const name = Buffer.from(cname, 'latin1').subarray(0, 255);
  // SSRC, item type, length, text, at least one zero, filled up to a word.
  const sdesWords = 1 + Math.ceil((2 + name.length + 1) / 4);
  const packet = Buffer.alloc((reportWords + 1 + sdesWords + 1 + (bye ? 2 : 0)) * 4);
  let at = header(packet, 0, block ? 1 : 0, sender ? SENDER_REPORT : RECEIVER_REPORT, reportWords);
  at = packet.writeUInt32BE(ssrc, at);
  if (sender) {
    at = packet.writeUInt32BE((Math.floor(sender.wallMs / 1000) + NTP_EPOCH) >>> 0, at);
    at = packet.writeUInt32BE(Math.floor(((sender.wallMs % 1000) / 1000) * 2 ** 32) >>> 0, at);
    at = packet.writeUInt32BE(sender.timestamp >>> 0, at);
    at = packet.writeUInt32BE(sender.packets >>> 0, at);
    at = packet.writeUInt32BE(sender.octets >>> 0, at);
  }
  if (block) {
    at = packet.writeUInt32BE(block.ssrc, at);
    const lost = Math.max(-0x80_0000, Math.min(block.lost, 0x7f_ffff));
    at = packet.writeUInt32BE(((block.fractionLost << 24) | (lost & 0xff_ffff)) >>> 0, at);
    at = packet.writeUInt32BE(block.highest >>> 0, at);
    at = packet.writeUInt32BE(block.jitter >>> 0, at);
    at = packet.writeUInt32BE(block.lastReport >>> 0, at);
    at = packet.writeUInt32BE(block.sinceLastReport >>> 0, at);
  }
  at = header(packet, at, 1, SOURCE_DESCRIPTION, sdesWords);
  packet.writeUInt32BE(ssrc, at);
  packet[at + 4] = 1;
  packet[at + 5] = name.length;
  name.copy(packet, at + 6);
  at += sdesWords * 4;
  if (bye) {
    at = header(packet, at, 1, GOODBYE, 1);
    packet.writeUInt32BE(ssrc, at);
  }
  return packet;
}

function header(packet: Buffer, at: number, count: number, type: number, words: number): number {
  packet[at] = 0x80 | count;
  packet[at + 1] = type;
  packet.writeUInt16BE(words, at + 2);
  return at + 4;
}
