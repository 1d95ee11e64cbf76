import { FRAME_SAMPLES } from './frame.ts';

/** Pairs of taps of the half-band filter: 47 taps, pass band to 3.4 kHz within 0.1 dB, 60 dB down from 4.6 kHz on. */
const PAIRS = 12;

/** Modified Bessel function of the first kind, order 0, for the Kaiser window. */
function bessel0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 30; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** The taps at odd distances 1, 3, 5 … from the middle; those at even distances are zero, the middle is one half. */
const HALF_BAND = (() => {
  const beta = 5.65;
  const taps = Float64Array.from({ length: PAIRS }, (_, k) => {
    const n = 2 * k + 1;
    const window = bessel0(beta * Math.sqrt(1 - (n / (2 * PAIRS)) ** 2)) / bessel0(beta);
    return (Math.sin((Math.PI * n) / 2) / (Math.PI * n)) * window;
  });
  const sum = taps.reduce((a, b) => a + b, 0);
  return taps.map((tap) => (tap * 0.25) / sum);
})();

function clamp(value: number): number {
  return value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : Math.round(value);
}

/** 8 kHz → 16 kHz, one stream, a frame at a time. Delay 1.4 ms. */
export class Upsampler {
  readonly #line = new Float64Array(2 * PAIRS - 1 + FRAME_SAMPLES);

  reset(): void {
    this.#line.fill(0);
  }

  /** `count` samples, 160 at most, to twice as many. */
  process(input: Int16Array, output: Int16Array, count = FRAME_SAMPLES): void {
    const line = this.#line;
    for (let i = 0; i < count; i++) line[2 * PAIRS - 1 + i] = input[i] ?? 0;
    for (let i = 0; i < count; i++) {
      let between = 0;
      for (let k = 0; k < PAIRS; k++) {
        between += (HALF_BAND[k] ?? 0) * ((line[i + PAIRS - 1 - k] ?? 0) + (line[i + PAIRS + k] ?? 0));
      }
      output[2 * i] = line[i + PAIRS - 1] ?? 0;
      output[2 * i + 1] = clamp(2 * between);
    }
    line.copyWithin(0, count, count + 2 * PAIRS - 1);
  }
}

/** 16 kHz → 8 kHz, one stream, a frame at a time. Delay 1.4 ms. */
export class Downsampler {
  readonly #line = new Float64Array(4 * PAIRS - 2 + 2 * FRAME_SAMPLES);

  reset(): void {
    this.#line.fill(0);
  }

  /** Twice `count` samples to `count`, 160 at most. */
  process(input: Int16Array, output: Int16Array, count = FRAME_SAMPLES): void {
    const line = this.#line;
    for (let i = 0; i < 2 * count; i++) line[4 * PAIRS - 2 + i] = input[i] ?? 0;
    const middle = 2 * PAIRS - 1;
    for (let i = 0; i < count; i++) {
      const at = 2 * i + middle;
      let sum = 0.5 * (line[at] ?? 0);
      for (let k = 0; k < PAIRS; k++) sum += (HALF_BAND[k] ?? 0) * ((line[at - 1 - 2 * k] ?? 0) + (line[at + 1 + 2 * k] ?? 0));
      output[i] = clamp(sum);
    }
    line.copyWithin(0, 2 * count, 2 * count + 4 * PAIRS - 2);
  }
}

/** The frames of one source at the width that is asked for: as they are, or resampled once per beat. */
export class WidthConverter {
  #up: Upsampler | undefined;
  #down: Downsampler | undefined;
  #out: Int16Array | undefined;
  #beat = Number.NEGATIVE_INFINITY;
  #value: Int16Array | undefined;

  get(frame: Int16Array | undefined, wide: boolean, beat: number): Int16Array | undefined {
    if (!frame || frame.length === (wide ? 2 * FRAME_SAMPLES : FRAME_SAMPLES)) return frame;
    if (this.#beat === beat) return this.#value;
    // What is left in the filter from before a pause would click.
    const stale = beat !== this.#beat + 1 || this.#value?.length === frame.length;
    this.#beat = beat;
    if (this.#out?.length !== (wide ? 2 * FRAME_SAMPLES : FRAME_SAMPLES)) {
      this.#out = new Int16Array(wide ? 2 * FRAME_SAMPLES : FRAME_SAMPLES);
    }
    if (wide) {
      this.#up ??= new Upsampler();
      if (stale) this.#up.reset();
      this.#up.process(frame, this.#out);
    } else {
      this.#down ??= new Downsampler();
      if (stale) this.#down.reset();
      this.#down.process(frame, this.#out);
    }
    this.#value = this.#out;
    return this.#out;
  }
}
