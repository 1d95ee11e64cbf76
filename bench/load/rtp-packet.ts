/** What the generator sends: 20 ms of A-law (RFC 3551), recognisable at the other end and in a recording. */
export const HEADER = 12;
export const PAYLOAD = 160;
export const PACKET_MS = 20;
/** Stands at the start of each payload. */
export const MARK = 0x5a_4f_42_4e;
/** Then the number of the window it was sent in, 0: none; the number of the packet in its stream; when it was sent. */
export const WINDOW_AT = HEADER + 4;
export const NUMBER_AT = HEADER + 8;
export const SENT_AT = HEADER + 12;
const FILLING_AT = SENT_AT + 8;
/** Fills the rest: loud enough not to be taken for silence. */
const FILLING = 0x12;
const PAYLOAD_TYPE_PCMA = 8;

export function createPacket(stream: number): Buffer {
  const packet = Buffer.alloc(HEADER + PAYLOAD, FILLING);
  packet.fill(0, 0, HEADER);
  packet[0] = 0x80;
  packet[1] = PAYLOAD_TYPE_PCMA;
  packet.writeUInt32BE(stream + 1, 8);
  packet.writeUInt32BE(MARK, HEADER);
  return packet;
}

export function stamp(packet: Buffer, number: number, window: number, now: number): void {
  packet.writeUInt16BE(number & 0xffff, 2);
  packet.writeUInt32BE((number * PAYLOAD) >>> 0, 4);
  packet.writeUInt32BE(window, WINDOW_AT);
  packet.writeUInt32BE(number, NUMBER_AT);
  packet.writeDoubleBE(now, SENT_AT);
}

/** Whether a payload of ours begins there that nothing has cut or overlaid. */
export function isWholePayload(samples: Buffer, at: number): boolean {
  if (at + PAYLOAD > samples.length || samples.readUInt32BE(at) !== MARK) return false;
  for (let n = at + FILLING_AT - HEADER; n < at + PAYLOAD; n++) if (samples[n] !== FILLING) return false;
  return true;
}
