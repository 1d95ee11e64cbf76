import { FRAME_SAMPLES, type G711 } from './codec-g711.ts';
import { timestampDelta } from './rtp-packet.ts';

/** 4 s: what may lie between the oldest sample not yet taken and the newest written. */
const CAPACITY = 32_768;
/** A packet this far ahead of its arrival (60 ms) or this late (200 ms) shows that sender and wall clock have parted. */
const MAX_AHEAD = 3 * FRAME_SAMPLES;
export const MAX_LATE = 10 * FRAME_SAMPLES;

/**
 * One channel of a recording: encoded samples by position from its begin. Positions follow RTP timestamps and are
 * anchored anew to the arrival when those drift away; what nobody wrote is silence.
 */
export class Timeline {
  readonly #codec: G711;
  readonly #ring = new Uint8Array(CAPACITY);
  /** First position not taken yet. */
  #cursor = 0;
  #anchored = false;
  #anchorPosition = 0;
  #anchorTimestamp = 0;

  constructor(codec: G711) {
    this.#codec = codec;
    this.#ring.fill(codec.silence);
  }

  /** Forget how timestamps map to positions. */
  unanchor(): void {
    this.#anchored = false;
  }

  /** `now` is the position of the present moment, in samples. */
  write(codec: G711, bytes: Uint8Array, start: number, end: number, timestamp: number, now: number, restart: boolean): void {
    let position = this.#anchorPosition + timestampDelta(timestamp, this.#anchorTimestamp);
    if (restart || !this.#anchored || position - now > MAX_AHEAD || now - position > MAX_LATE) position = now;
    this.#anchored = true;
    this.#anchorPosition = position;
    this.#anchorTimestamp = timestamp;
    const skip = Math.max(0, this.#cursor - position);
    const table = codec === this.#codec ? undefined : codec.toOther;
    for (let i = skip; i < end - start && position + i < this.#cursor + CAPACITY; i++) {
      const code = bytes[start + i] ?? 0;
      this.#ring[(position + i) % CAPACITY] = table ? (table[code] ?? 0) : code;
    }
  }

  /** Copies what lies before `to` to `target[offset + i · step]` and leaves silence behind. */
  take(to: number, target: Uint8Array, offset: number, step: number): void {
    const silence = this.#codec.silence;
    const held = this.#cursor + CAPACITY;
    for (let position = this.#cursor, at = offset; position < to; position++, at += step) {
      const slot = position % CAPACITY;
      target[at] = position < held ? (this.#ring[slot] ?? silence) : silence;
      this.#ring[slot] = silence;
    }
    this.#cursor = Math.max(this.#cursor, to);
  }
}
