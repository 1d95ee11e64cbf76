/** Of G.711, in Hz. */
export const TELEPHONE_RATE = 8000;

/**
 * One of the two laws of ITU-T G.711. Both map 8-bit codes to 16-bit linear and back by tables, so that no sample
 * ever costs more than one look-up.
 */
export interface G711 {
  readonly name: 'PCMA' | 'PCMU';
  /** Static RTP payload type, RFC 3551 section 6. */
  readonly payloadType: 0 | 8;
  /** 8 kHz, as opposed to wide band. */
  readonly wide: false;
  /** In a WAV header. */
  readonly wavFormat: 'alaw' | 'ulaw';
  /** The code of digital silence. */
  readonly silence: number;
  /** 8-bit code → linear. */
  readonly decode: Int16Array;
  /** Linear, as `sample & 0xffff` → 8-bit code. */
  readonly encode: Uint8Array;
  /** Code of this law → code of the other. */
  readonly toOther: Uint8Array;
  /** 8-bit code → square of its linear value. */
  readonly energy: Float64Array;
}

function alawToLinear(code: number): number {
  const a = code ^ 0x55;
  const segment = (a & 0x70) >> 4;
  let magnitude = (a & 0x0f) << 4;
  if (segment === 0) magnitude += 8;
  else magnitude = (magnitude + 0x108) << (segment - 1);
  return a & 0x80 ? magnitude : -magnitude;
}

function ulawToLinear(code: number): number {
  const u = ~code & 0xff;
  const magnitude = (((u & 0x0f) << 3) + 0x84) << ((u & 0x70) >> 4);
  return u & 0x80 ? 0x84 - magnitude : magnitude - 0x84;
}

function segmentOf(value: number, firstEnd: number): number {
  let end = firstEnd;
  let segment = 0;
  while (segment < 8 && value > end) {
    end = (end << 1) | 1;
    segment++;
  }
  return segment;
}

function linearToAlaw(sample: number): number {
  const positive = sample >= 0;
  const value = (positive ? sample : -sample - 1) >> 3;
  const mask = positive ? 0xd5 : 0x55;
  const segment = segmentOf(value, 0x1f);
  if (segment >= 8) return 0x7f ^ mask;
  const low = segment < 2 ? (value >> 1) & 0x0f : (value >> segment) & 0x0f;
  return ((segment << 4) | low) ^ mask;
}

function linearToUlaw(sample: number): number {
  const mask = sample >= 0 ? 0xff : 0x7f;
  const value = Math.min(Math.abs(sample >> 2), 8159) + 33;
  const segment = segmentOf(value, 0x3f);
  if (segment >= 8) return 0x7f ^ mask;
  return ((segment << 4) | ((value >> (segment + 1)) & 0x0f)) ^ mask;
}

function build(
  name: 'PCMA' | 'PCMU',
  payloadType: 0 | 8,
  toLinear: (code: number) => number,
  fromLinear: (sample: number) => number,
  otherFromLinear: (sample: number) => number,
): G711 {
  const decode = new Int16Array(256);
  const toOther = new Uint8Array(256);
  const energy = new Float64Array(256);
  for (let code = 0; code < 256; code++) {
    const linear = toLinear(code);
    decode[code] = linear;
    toOther[code] = otherFromLinear(linear);
    energy[code] = linear * linear;
  }
  const encode = new Uint8Array(65536);
  for (let sample = -32768; sample < 32768; sample++) encode[sample & 0xffff] = fromLinear(sample);
  const silence = payloadType === 8 ? 0xd5 : 0xff;
  return { name, payloadType, wide: false, wavFormat: payloadType === 8 ? 'alaw' : 'ulaw', silence, decode, encode, toOther, energy };
}

export const PCMA: G711 = build('PCMA', 8, alawToLinear, linearToAlaw, linearToUlaw);
export const PCMU: G711 = build('PCMU', 0, ulawToLinear, linearToUlaw, linearToAlaw);

/** Encodes linear samples into `target` from `offset` on. */
export function encodeInto(codec: G711, samples: Int16Array, target: Uint8Array, offset: number): void {
  const table = codec.encode;
  for (let i = 0; i < samples.length; i++) target[offset + i] = table[(samples[i] ?? 0) & 0xffff] ?? 0;
}

/**
 * Root mean square of a sine at 0 dBm0. Full scale of A-law is +3.14 dBm0 (ITU-T G.711 table 5).
 */
export const RMS_0_DBM0 = 32768 / Math.SQRT2 / 10 ** (3.14 / 20);
