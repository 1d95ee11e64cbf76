import type { G711 } from '@zuoxi/sound';
import { FRAME_SAMPLES } from './frame.ts';
import { timestampDelta } from './rtp-packet.ts';

/** 4 s: what may lie between the oldest sample not yet taken and the newest written. */
export const CAPACITY = 32_768;
/** A power of two: positions wrap by this. */
const MASK = CAPACITY - 1;
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
    const from = Math.max(position, this.#cursor);
    const to = Math.min(position + end - start, this.#cursor + CAPACITY);
    if (from >= to) return;
    const ring = this.#ring;
    const offset = start - position;
    if (codec === this.#codec) {
      const slot = from & MASK;
      const first = Math.min(to - from, CAPACITY - slot);
      ring.set(bytes.subarray(offset + from, offset + from + first), slot);
      if (first < to - from) ring.set(bytes.subarray(offset + from + first, offset + to), 0);
      return;
    }
    const table = codec.toOther;
    for (let at = from; at < to; at++) ring[at & MASK] = table[bytes[offset + at] ?? 0] ?? 0;
  }

  /** Forgets what lies before `to`. */
  skip(to: number): void {
    const held = Math.min(to, this.#cursor + CAPACITY);
    for (let position = this.#cursor; position < held; position++) this.#ring[position & MASK] = this.#codec.silence;
    this.#cursor = Math.max(this.#cursor, to);
  }

  /** Copies what lies before `to` to `target[offset + i · step]` and leaves silence behind. */
  take(to: number, target: Uint8Array, offset: number, step: number): void {
    const silence = this.#codec.silence;
    const held = Math.min(to, this.#cursor + CAPACITY);
    const ring = this.#ring;
    let at = offset;
    for (let position = this.#cursor; position < held; position++, at += step) {
      const slot = position & MASK;
      target[at] = ring[slot] ?? silence;
      ring[slot] = silence;
    }
    for (let position = Math.max(held, this.#cursor); position < to; position++, at += step) target[at] = silence;
    this.#cursor = Math.max(this.#cursor, to);
  }
}
