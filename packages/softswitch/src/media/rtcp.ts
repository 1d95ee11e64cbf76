import type { RtpReceiver } from './rtp-receiver.ts';
import type { RtpSender } from './rtp-sender.ts';

const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const SOURCE_DESCRIPTION = 202;
const GOODBYE = 203;
/** Seconds from 1900, where NTP counts from, to 1970. */
const NTP_EPOCH = 2_208_988_800;

/**
 * A compound packet (RFC 3550 section 6.1): SR when we have sent since the last one, else RR, with one block about
 * what we receive, and the CNAME. `wallMs` is Unix time; `bye` appends a goodbye.
 */
export function buildRtcp(
  sender: RtpSender,
  receiver: RtpReceiver,
  cname: string,
  sentSince: boolean,
  wallMs: number,
  bye = false,
): Buffer {
  const block = receiver.report();
  const reportWords = 1 + (sentSince ? 5 : 0) + (block ? 6 : 0);
  const name = Buffer.from(cname, 'latin1').subarray(0, 255);
  // SSRC, item type, length, text, at least one zero, filled up to a word.
  const sdesWords = 1 + Math.ceil((2 + name.length + 1) / 4);
  const packet = Buffer.alloc((reportWords + 1 + sdesWords + 1 + (bye ? 2 : 0)) * 4);
  let at = header(packet, 0, block ? 1 : 0, sentSince ? SENDER_REPORT : RECEIVER_REPORT, reportWords);
  at = packet.writeUInt32BE(sender.ssrc, at);
  if (sentSince) {
    at = packet.writeUInt32BE((Math.floor(wallMs / 1000) + NTP_EPOCH) >>> 0, at);
    at = packet.writeUInt32BE(Math.floor(((wallMs % 1000) / 1000) * 2 ** 32) >>> 0, at);
    at = packet.writeUInt32BE(sender.timestamp, at);
    at = packet.writeUInt32BE(sender.packets >>> 0, at);
    at = packet.writeUInt32BE(sender.bytes >>> 0, at);
  }
  if (block) {
    at = packet.writeUInt32BE(block.ssrc, at);
    at = packet.writeUInt32BE(((block.fractionLost << 24) | (Math.min(block.lost, 0x7f_ffff) & 0xff_ffff)) >>> 0, at);
    at = packet.writeUInt32BE(block.highest >>> 0, at);
    at = packet.writeUInt32BE(block.jitter >>> 0, at);
    at += 8;
  }
  at = header(packet, at, 1, SOURCE_DESCRIPTION, sdesWords);
  packet.writeUInt32BE(sender.ssrc, at);
  packet[at + 4] = 1;
  packet[at + 5] = name.length;
  name.copy(packet, at + 6);
  at += sdesWords * 4;
  if (bye) {
    at = header(packet, at, 1, GOODBYE, 1);
    packet.writeUInt32BE(sender.ssrc, at);
  }
  return packet;
}

function header(packet: Buffer, at: number, count: number, type: number, words: number): number {
  packet[at] = 0x80 | count;
  packet[at + 1] = type;
  packet.writeUInt16BE(words, at + 2);
  return at + 4;
}
