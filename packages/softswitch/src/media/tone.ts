import { RMS_0_DBM0, TELEPHONE_RATE } from '@zuoxi/sound';
import { samplesOf } from './codec.ts';
import { FRAME_SAMPLES } from './frame.ts';

const DEFAULT_LEVEL_DBM0 = -15;

/** A tone of one or more frequencies with a cadence, by frames of 20 ms. */
export class Tone {
  readonly #frequencies: readonly number[];
  readonly #cadence: readonly { on: number; off: number }[];
  readonly #period: number;
  readonly #amplitude: number;
  #out = new Int16Array(FRAME_SAMPLES);
  /** In samples at 8 kHz. */
  position = 0;

  /** Level of the whole, in dBm0; cadence in ms, repeated; none is continuous. */
  constructor(frequencies: readonly number[], cadence: readonly { on: number; off: number }[], levelDbm0 = DEFAULT_LEVEL_DBM0) {
    this.#frequencies = frequencies.slice(0, 8);
    this.#cadence = cadence.map(({ on, off }) => ({ on: Math.max(0, on) * 8, off: Math.max(0, off) * 8 }));
    this.#period = this.#cadence.reduce((sum, step) => sum + step.on + step.off, 0);
    this.#amplitude = (RMS_0_DBM0 * Math.SQRT2 * 10 ** (Math.min(0, levelDbm0) / 20)) / Math.sqrt(Math.max(1, frequencies.length));
  }

  /** The next frame. The array is used again by the next call. */
  next(wide: boolean): Int16Array {
    const frame = this.frame(wide);
    this.position += FRAME_SAMPLES;
    return frame;
  }

  /** The frame at `position`, computed at 8 or 16 kHz. The array is used again by the next call. */
  frame(wide: boolean): Int16Array {
    const length = samplesOf(wide);
    if (this.#out.length !== length) this.#out = new Int16Array(length);
    const step = wide ? 0.5 : 1;
    for (let i = 0; i < length; i++) {
      const at = this.position + i * step;
      let sum = 0;
      if (this.#sounds(at)) for (const frequency of this.#frequencies) sum += Math.sin((2 * Math.PI * frequency * at) / TELEPHONE_RATE);
      this.#out[i] = Math.max(-32_768, Math.min(32_767, Math.round(sum * this.#amplitude)));
    }
    return this.#out;
  }

  #sounds(at: number): boolean {
    if (this.#period === 0) return true;
    let rest = at % this.#period;
    for (const { on, off } of this.#cadence) {
      if (rest < on) return true;
      rest -= on;
      if (rest < off) return false;
      rest -= off;
    }
    return false;
  }
}
