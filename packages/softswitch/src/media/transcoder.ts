import { encodeInto, type G711 } from '@zuoxi/sound';
import type { AudioCodec } from './codec.ts';
import { G722Decoder, G722Encoder } from './codec-g722.ts';
import { FRAME_SAMPLES } from './frame.ts';
import { Downsampler, Upsampler } from './resample.ts';

/** Longest payload that is transcoded: 60 ms. */
const MAX_BYTES = 3 * FRAME_SAMPLES;

/** One stream of G.722 → one law of G.711. Packets of any whole number of frames. */
export class Narrowing {
  readonly #law: G711;
  readonly #decoder = new G722Decoder();
  readonly #down = new Downsampler();
  readonly #wide = new Int16Array(2 * FRAME_SAMPLES);
  readonly #narrow = new Int16Array(FRAME_SAMPLES);
  #out = new Uint8Array(MAX_BYTES);

  constructor(law: G711) {
    this.#law = law;
  }

  /** As many bytes as went in. The array is used again by the next call. */
  convert(bytes: Uint8Array, start: number, end: number): Uint8Array {
    if (this.#out.length < end - start) this.#out = new Uint8Array(end - start);
    for (let at = start; at < end; at += FRAME_SAMPLES) {
      const count = Math.min(FRAME_SAMPLES, end - at);
      this.#decoder.decode(bytes, at, at + count, this.#wide, 0);
      this.#down.process(this.#wide, this.#narrow, count);
      encodeInto(this.#law, count === FRAME_SAMPLES ? this.#narrow : this.#narrow.subarray(0, count), this.#out, at - start);
    }
    return this.#out;
  }
}

/** One stream of G.711 → G.722. */
class Widening {
  readonly #encoder = new G722Encoder();
  readonly #up = new Upsampler();
  readonly #narrow = new Int16Array(FRAME_SAMPLES);
  readonly #wide = new Int16Array(2 * FRAME_SAMPLES);
  #out = new Uint8Array(MAX_BYTES);

  convert(law: G711, bytes: Uint8Array, start: number, end: number): Uint8Array {
    if (this.#out.length < end - start) this.#out = new Uint8Array(end - start);
    for (let at = start; at < end; at += FRAME_SAMPLES) {
      const count = Math.min(FRAME_SAMPLES, end - at);
      for (let i = 0; i < count; i++) this.#narrow[i] = law.decode[bytes[at + i] ?? 0] ?? 0;
      this.#up.process(this.#narrow, this.#wide, count);
      this.#encoder.encode(count === FRAME_SAMPLES ? this.#wide : this.#wide.subarray(0, 2 * count), this.#out, at - start);
    }
    return this.#out;
  }
}

/**
 * Changes the codec of one forwarded stream packet by packet, without jitter buffer and clock: each payload comes out
 * as long as it went in, so that header and timing stay those of the sender. Within G.711 that is one table, and no state.
 */
export class Transcoder {
  readonly #to: AudioCodec;
  #narrowing: Narrowing | undefined;
  #widening: Widening | undefined;

  constructor(to: AudioCodec) {
    this.#to = to;
  }

  /** Overwrites the payload. */
  convert(from: AudioCodec, bytes: Uint8Array, start: number, end: number): void {
    const to = this.#to;
    if (from === to) return;
    if (!from.wide && !to.wide) {
      const table = from.toOther;
      for (let i = start; i < end; i++) bytes[i] = table[bytes[i] ?? 0] ?? 0;
    } else if (from.wide && !to.wide) {
      this.#narrowing ??= new Narrowing(to);
      bytes.set(this.#narrowing.convert(bytes, start, end).subarray(0, end - start), start);
    } else if (!from.wide) {
      this.#widening ??= new Widening();
      bytes.set(this.#widening.convert(from, bytes, start, end).subarray(0, end - start), start);
    }
  }
}
