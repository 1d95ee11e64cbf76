import { type Cipheriv, createCipheriv } from 'node:crypto';
import { HmacSha1 } from './hmac-sha1.ts';
import { readUint16, readUint32, writeUint32 } from './rtp-packet.ts';

/**
 * SRTP and SRTCP (RFC 3711) with AES in counter mode and HMAC-SHA1: the transforms every phone and browser has (RFC 4568
 * section 6.2, RFC 5764 section 4.1.2). Why our own: docs/adr/0012.
 */
export type SrtpProfile = 'AES_CM_128_HMAC_SHA1_80' | 'AES_CM_128_HMAC_SHA1_32';

export const MASTER_KEY = 16;
export const MASTER_SALT = 14;

/** RFC 3711 section 5.2: bytes of a tag. SRTCP's always has 80 bits (RFC 4568 section 6.2). */
const TAG: Readonly<Record<SrtpProfile, number>> = { AES_CM_128_HMAC_SHA1_80: 10, AES_CM_128_HMAC_SHA1_32: 4 };
const RTCP_TAG = 10;
const RTCP_INDEX = 4;
/** Labels of key derivation, section 4.3.1 and 4.3.2. */
const RTP_LABELS = { cipher: 0, auth: 1, salt: 2 };
const RTCP_LABELS = { cipher: 3, auth: 4, salt: 5 };
/** Packets remembered against replay; section 3.3.2 asks for 64 at least. */
const WINDOW = 128;
/** Streams of one party that are remembered: phones begin a new one now and then. */
const MAX_STREAMS = 8;
const BLOCK = 16;
/** Key stream is made for this many packets at once: one call of the cipher instead of sixteen. */
const BATCH = 16;
/** 160 bytes of payload. */
const USUAL_BLOCKS = 10;

export interface SessionKeys {
  cipher: Buffer;
  salt: Buffer;
  auth: Buffer;
}

/** Section 4.3.1 with a key derivation rate of 0. `masterKey` 16, `masterSalt` 14 bytes. */
export function deriveKeys(masterKey: Uint8Array, masterSalt: Uint8Array, labels = RTP_LABELS): SessionKeys {
  const derive = (label: number, length: number): Buffer => {
    const iv = Buffer.alloc(BLOCK);
    iv.set(masterSalt);
    iv[7] = (iv[7] ?? 0) ^ label;
    return createCipheriv('aes-128-ctr', masterKey, iv).update(Buffer.alloc(length));
  };
  return { cipher: derive(labels.cipher, 16), salt: derive(labels.salt, 14), auth: derive(labels.auth, 20) };
}

/** Counter blocks on their way into the cipher; one for all streams, so that it stays in the processor's cache. */
let scratch = Buffer.alloc(BATCH * USUAL_BLOCKS * BLOCK);

/** Section 4.1.1: the key stream of one synchronization source. What comes next is made ahead. */
export class KeyStream {
  readonly #cipher: Cipheriv;
  readonly #salt: Uint8Array;
  readonly #ssrc: number;
  #blocks = USUAL_BLOCKS;
  #stream: Buffer = Buffer.alloc(0);
  #first = -1;

  /** `cipher` is AES-128-ECB with the session key: in counter mode only whole blocks of counters are encrypted. */
  constructor(cipher: Cipheriv, salt: Uint8Array, ssrc: number) {
    this.#cipher = cipher;
    this.#salt = salt;
    this.#ssrc = ssrc;
  }

  /** XORs `length` bytes of `target` from `offset` with the key stream of packet `index` (48 bits). */
  apply(index: number, target: Uint8Array, offset: number, length: number): void {
    const blocks = (length + BLOCK - 1) >> 4;
    if (blocks > this.#blocks) {
      this.#blocks = blocks;
      this.#first = -1;
    }
    if (this.#first < 0 || index < this.#first || index >= this.#first + BATCH) this.#make(index);
    const stream = this.#stream;
    const from = (index - this.#first) * this.#blocks * BLOCK;
    for (let i = 0; i < length; i++) target[offset + i] = (target[offset + i] ?? 0) ^ (stream[from + i] ?? 0);
  }

  #make(first: number): void {
    const size = BATCH * this.#blocks * BLOCK;
    if (scratch.length < size) scratch = Buffer.alloc(size);
    const counters = scratch;
    const salt = this.#salt;
    const ssrc = this.#ssrc;
    let at = 0;
    for (let packet = 0; packet < BATCH; packet++) {
      const index = first + packet;
      const high = Math.floor(index / 0x1_0000) >>> 0;
      // IV = (salt · 2^16) XOR (SSRC · 2^64) XOR (index · 2^16), block number in the last 16 bits.
      const w0 = readUint32(salt, 0);
      const w1 = readUint32(salt, 4) ^ ssrc;
      const w2 = readUint32(salt, 8) ^ high;
      const w3 = (((salt[12] ?? 0) << 8) | (salt[13] ?? 0)) ^ (index & 0xffff);
      for (let block = 0; block < this.#blocks; block++, at += BLOCK) {
        writeUint32(counters, at, w0);
        writeUint32(counters, at + 4, w1);
        writeUint32(counters, at + 8, w2);
        writeUint32(counters, at + 12, (w3 << 16) | block);
      }
    }
    this.#stream = this.#cipher.update(counters.length === size ? counters : counters.subarray(0, size));
    this.#first = first;
  }
}

/** What is known of one stream: where its 48-bit index is, and which packets of late have come. */
class Stream {
  readonly keys: KeyStream;
  /** Section 3.3.1: highest index so far; −1 before the first. */
  #highest = -1;
  readonly #seen = new Float64Array(WINDOW).fill(-1);

  constructor(keys: KeyStream) {
    this.keys = keys;
  }

  /** Section 3.3.1 and appendix A: the index of which `sequence` are the low 16 bits, nearest to the highest so far. */
  indexOf(sequence: number): number {
    if (this.#highest < 0) return sequence;
    const rollover = Math.floor(this.#highest / 0x1_0000);
    const low = this.#highest % 0x1_0000;
    if (low < 0x8000) return (sequence - low > 0x8000 && rollover > 0 ? rollover - 1 : rollover) * 0x1_0000 + sequence;
    return (low - 0x8000 > sequence ? rollover + 1 : rollover) * 0x1_0000 + sequence;
  }

  isNew(index: number): boolean {
    return index > this.#highest - WINDOW && this.#seen[index % WINDOW] !== index;
  }

  /** Only for what is authentic. */
  note(index: number): void {
    this.#seen[index % WINDOW] = index;
    if (index > this.#highest) this.#highest = index;
  }
}

/** Keys of one direction, and the streams in it. */
class Direction {
  readonly #cipher: Cipheriv;
  readonly #keys: SessionKeys;
  readonly #streams = new Map<number, Stream>();
  readonly hmac: HmacSha1;
  #lastSsrc = -1;
  #last: Stream | undefined;

  constructor(keys: SessionKeys) {
    this.#keys = keys;
    this.#cipher = createCipheriv('aes-128-ecb', keys.cipher, null).setAutoPadding(false);
    this.hmac = new HmacSha1(keys.auth);
  }

  /** A stream is only kept by `keep`, when a packet of it was authentic. */
  stream(ssrc: number): Stream {
    if (ssrc === this.#lastSsrc && this.#last) return this.#last;
    return this.#streams.get(ssrc) ?? new Stream(new KeyStream(this.#cipher, this.#keys.salt, ssrc));
  }

  keep(ssrc: number, stream: Stream): void {
    if (ssrc === this.#lastSsrc) return;
    this.#lastSsrc = ssrc;
    this.#last = stream;
    if (this.#streams.has(ssrc)) return;
    this.#streams.set(ssrc, stream);
    for (const oldest of this.#streams.keys()) {
      if (this.#streams.size <= MAX_STREAMS) break;
      this.#streams.delete(oldest);
    }
  }
}

/** Where the payload of a valid RTP packet begins; −1 when its header does not fit. */
function payloadOf(packet: Uint8Array, end: number): number {
  if (end < 12 || (packet[0] ?? 0) >> 6 !== 2) return -1;
  let at = 12 + ((packet[0] ?? 0) & 0x0f) * 4;
  if ((packet[0] ?? 0) & 0x10) {
    if (at + 4 > end) return -1;
    at += 4 + readUint16(packet, at + 2) * 4;
  }
  return at <= end ? at : -1;
}

/** Whether the tag at `at` is the digest's beginning; takes the same time wherever they differ. */
function isTag(packet: Uint8Array, at: number, length: number, digest: Uint8Array): boolean {
  let difference = 0;
  for (let i = 0; i < length; i++) difference |= (packet[at + i] ?? 0) ^ (digest[i] ?? 0);
  return difference === 0;
}

/** Protects what we send with one master key. */
export class SrtpSender {
  readonly #tag: number;
  readonly #rtp: Direction;
  readonly #rtcp: Direction;
  #rtcpIndex = 0;

  constructor(profile: SrtpProfile, masterKey: Uint8Array, masterSalt: Uint8Array) {
    this.#tag = TAG[profile];
    this.#rtp = new Direction(deriveKeys(masterKey, masterSalt));
    this.#rtcp = new Direction(deriveKeys(masterKey, masterSalt, RTCP_LABELS));
  }

  /** A new buffer; `packet` stays as it is. Undefined for a sequence number that was sent before: key stream is used once only. */
  rtp(packet: Uint8Array): Buffer | undefined {
    const length = packet.length;
    const payload = payloadOf(packet, length);
    if (payload < 0) return undefined;
    const ssrc = readUint32(packet, 8);
    const stream = this.#rtp.stream(ssrc);
    const index = stream.indexOf(readUint16(packet, 2));
    if (!stream.isNew(index)) return undefined;
    stream.note(index);
    this.#rtp.keep(ssrc, stream);
    const out = Buffer.allocUnsafe(length + this.#tag);
    out.set(packet);
    stream.keys.apply(index, out, payload, length - payload);
    const digest = this.#rtp.hmac.update(out, length, Math.floor(index / 0x1_0000));
    for (let i = 0; i < this.#tag; i++) out[length + i] = digest[i] ?? 0;
    return out;
  }

  /** Section 3.4: everything after the first eight bytes is encrypted, and an index with the E bit follows. */
  rtcp(packet: Uint8Array): Buffer | undefined {
    const length = packet.length;
    if (length < 8) return undefined;
    const ssrc = readUint32(packet, 4);
    const stream = this.#rtcp.stream(ssrc);
    this.#rtcp.keep(ssrc, stream);
    const index = this.#rtcpIndex++ & 0x7fff_ffff;
    const out = Buffer.allocUnsafe(length + RTCP_INDEX + RTCP_TAG);
    out.set(packet);
    stream.keys.apply(index, out, 8, length - 8);
    writeUint32(out, length, (index | 0x8000_0000) >>> 0);
    const digest = this.#rtcp.hmac.update(out, length + RTCP_INDEX, undefined);
    for (let i = 0; i < RTCP_TAG; i++) out[length + RTCP_INDEX + i] = digest[i] ?? 0;
    return out;
  }
}

/** Checks and opens what a party sends with one master key. Nothing is believed, and nothing changes, before its tag is right. */
export class SrtpReceiver {
  readonly #tag: number;
  readonly #rtp: Direction;
  readonly #rtcp: Direction;

  constructor(profile: SrtpProfile, masterKey: Uint8Array, masterSalt: Uint8Array) {
    this.#tag = TAG[profile];
    this.#rtp = new Direction(deriveKeys(masterKey, masterSalt));
    this.#rtcp = new Direction(deriveKeys(masterKey, masterSalt, RTCP_LABELS));
  }

  /** Decrypts in place; the plain packet is a part of `packet`. Undefined for what is not authentic, or a replay. Never throws. */
  rtp(packet: Buffer): Buffer | undefined {
    const end = packet.length - this.#tag;
    const payload = payloadOf(packet, end);
    if (payload < 0) return undefined;
    const ssrc = readUint32(packet, 8);
    const stream = this.#rtp.stream(ssrc);
    const index = stream.indexOf(readUint16(packet, 2));
    if (!stream.isNew(index)) return undefined;
    const digest = this.#rtp.hmac.update(packet, end, Math.floor(index / 0x1_0000));
    if (!isTag(packet, end, this.#tag, digest)) return undefined;
    stream.note(index);
    this.#rtp.keep(ssrc, stream);
    stream.keys.apply(index, packet, payload, end - payload);
    return packet.subarray(0, end);
  }

  rtcp(packet: Buffer): Buffer | undefined {
    const end = packet.length - RTCP_TAG - RTCP_INDEX;
    if (end < 8) return undefined;
    const word = readUint32(packet, end);
    const index = word & 0x7fff_ffff;
    const ssrc = readUint32(packet, 4);
    const stream = this.#rtcp.stream(ssrc);
    if (!stream.isNew(index)) return undefined;
    const digest = this.#rtcp.hmac.update(packet, end + RTCP_INDEX, undefined);
    if (!isTag(packet, end + RTCP_INDEX, RTCP_TAG, digest)) return undefined;
    stream.note(index);
    this.#rtcp.keep(ssrc, stream);
    if (word >>> 31 === 1) stream.keys.apply(index, packet, 8, end - 8);
    return packet.subarray(0, end);
  }
}
