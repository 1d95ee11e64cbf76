/**
 * Fills lost audio with what was heard before, in the manner of ITU-T G.711 appendix I: the last pitch period goes on,
 * at full level for 10 ms, then falling to silence at 60 ms; at the end of the gap both are cross-faded. A frame that
 * was lost alone is then hardly heard, and a longer gap does not buzz.
 */
export class Concealer {
  /** 1 at 8 kHz, 2 at 16 kHz. */
  readonly #scale: 1 | 2;
  /** The last 48.75 ms that were heard. */
  readonly #past: Int16Array;
  readonly #period: Int16Array;
  #pitch = 0;
  #at = 0;
  /** Samples made since the last good one. */
  #made = 0;

  constructor(scale: 1 | 2) {
    this.#scale = scale;
    this.#past = new Int16Array(PAST * scale);
    this.#period = new Int16Array(MAX_PITCH * scale);
  }

  /** Takes samples that were received; those at the end of a gap are cross-faded, in place, with what filled it. */
  good(samples: Int16Array, start: number, end: number): void {
    if (this.#made > 0) {
      const fade = Math.min(FADE * this.#scale, end - start);
      for (let i = 0; i < fade; i++) {
        const share = (i + 1) / (fade + 1);
        samples[start + i] = Math.round((samples[start + i] ?? 0) * share + this.#next() * (1 - share));
      }
      this.#made = 0;
    }
    this.#remember(samples, start, end);
  }

  /** Fills a gap. False, and zeros, when there is nothing left that could be heard. */
  fill(samples: Int16Array, start: number, end: number): boolean {
    if (this.#made === 0) this.#begin();
    const audible = this.#made < SILENT_AFTER * this.#scale;
    for (let i = start; i < end; i++) samples[i] = audible ? this.#next() : 0;
    this.#remember(samples, start, end);
    return audible;
  }

  reset(): void {
    this.#past.fill(0);
    this.#made = 0;
  }

  #remember(samples: Int16Array, start: number, end: number): void {
    const past = this.#past;
    const count = Math.min(end - start, past.length);
    past.copyWithin(0, count);
    past.set(samples.subarray(end - count, end), past.length - count);
  }

  #next(): number {
    const made = this.#made++;
    const sample = this.#period[this.#at] ?? 0;
    this.#at = (this.#at + 1) % this.#pitch;
    const full = FULL_UNTIL * this.#scale;
    const silent = SILENT_AFTER * this.#scale;
    if (made < full) return sample;
    return made >= silent ? 0 : Math.round((sample * (silent - made)) / (silent - full));
  }

  #begin(): void {
    const past = this.#past;
    const pitch = this.#findPitch();
    this.#pitch = pitch;
    this.#at = 0;
    const from = past.length - pitch;
    this.#period.set(past.subarray(from), 0);
    // The end of the period leads into its beginning: there the samples of one period earlier take over.
    const overlap = pitch >> 2;
    for (let i = 0; i < overlap; i++) {
      const share = (i + 1) / (overlap + 1);
      const at = pitch - overlap + i;
      this.#period[at] = Math.round((this.#period[at] ?? 0) * (1 - share) + (past[from - overlap + i] ?? 0) * share);
    }
  }

  /** The lag from 5 to 15 ms at which the last 20 ms resemble themselves most. */
  #findPitch(): number {
    const scale = this.#scale;
    const past = this.#past;
    const begin = past.length - WINDOW * scale;
    let best = MAX_PITCH * scale;
    let bestScore = 0;
    for (let lag = MAX_PITCH * scale; lag >= MIN_PITCH * scale; lag--) {
      let product = 0;
      let energy = 1;
      for (let i = begin; i < past.length; i += 2) {
        const before = past[i - lag] ?? 0;
        product += (past[i] ?? 0) * before;
        energy += before * before;
      }
      const score = product > 0 ? (product * product) / energy : 0;
      // A shorter lag must be clearly better: multiples of a short period are as good and change less.
      if (score > bestScore * 1.02) {
        bestScore = score;
        best = lag;
      }
    }
    return best;
  }
}

/** In samples at 8 kHz. */
const PAST = 390;
const WINDOW = 160;
const MIN_PITCH = 40;
const MAX_PITCH = 120;
const FADE = 32;
const FULL_UNTIL = 80;
const SILENT_AFTER = 480;
