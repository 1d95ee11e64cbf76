/**
 * Finds keys in the sound itself (ITU-T Q.23, tolerances of Q.24), for phones that have no RFC 4733: eight Goertzel filters over
 * blocks of 102 samples. That length, 12.75 ms, puts ±1.5 % of every frequency inside its filter and 3.5 % outside, and
 * two blocks of it into every press of 40 ms, the shortest that must be taken.
 */
const BLOCK = 102;
const RATE = 8_000;
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1_209, 1_336, 1_477, 1_633];
const KEYS = '123A456B789C*0#D';
/** A tone of −42 dBm0: quieter ones are crosstalk. As the power that a filter gives. */
const MIN_POWER = 8e7;
/** Q.24 annex A: the column may be 8 dB weaker than the row, and 4 dB stronger. */
const WEAKER_COLUMN = 10 ** (8 / 10);
const STRONGER_COLUMN = 10 ** (4 / 10);
/** The next tone of either group must be 8 dB below. */
const PEAK = 6.3;
/** Share of the block's energy that must lie in the two tones: 1 would be nothing else. Speech and music have more around. */
const PURITY = 0.79;
/** The column's tone may have so much power at twice its frequency: strings and voices have more, telephones less than −20 dB. */
const OVERTONE = 10 ** (-12 / 10);
const HITS = 2;
const MISSES = 3;

const coefficients = Float64Array.from([...ROWS, ...COLUMNS], (frequency) => 2 * Math.cos((2 * Math.PI * frequency) / RATE));

export class DtmfDetector {
  readonly #report: (digit: string, durationMs: number) => void;
  readonly #s1 = new Float64Array(8);
  readonly #s2 = new Float64Array(8);
  readonly #power = new Float64Array(8);
  readonly #samples = new Int16Array(BLOCK);
  #energy = 0;
  #filled = 0;
  /** What the last block was; empty for no key. */
  #last = '';
  #run = 0;
  /** The key that is held. */
  #key = '';
  #blocks = 0;
  #misses = 0;

  constructor(report: (digit: string, durationMs: number) => void) {
    this.#report = report;
  }

  /** Samples at 8 kHz, as they come. */
  push(samples: Int16Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const sample = samples[i] ?? 0;
      this.#samples[this.#filled] = sample;
      this.#energy += sample * sample;
      for (let tone = 0; tone < 8; tone++) {
        const s0 = sample + (coefficients[tone] ?? 0) * (this.#s1[tone] ?? 0) - (this.#s2[tone] ?? 0);
        this.#s2[tone] = this.#s1[tone] ?? 0;
        this.#s1[tone] = s0;
      }
      if (++this.#filled === BLOCK) this.#block();
    }
  }

  /** The stream ends: so does a key that is held. */
  close(): void {
    if (this.#key !== '') this.#end();
  }

  #block(): void {
    for (let tone = 0; tone < 8; tone++) {
      const s1 = this.#s1[tone] ?? 0;
      const s2 = this.#s2[tone] ?? 0;
      this.#power[tone] = s1 * s1 + s2 * s2 - (coefficients[tone] ?? 0) * s1 * s2;
    }
    const found = this.#find();
    this.#s1.fill(0);
    this.#s2.fill(0);
    this.#energy = 0;
    this.#filled = 0;

    this.#run = found !== '' && found === this.#last ? this.#run + 1 : 1;
    this.#last = found;
    if (this.#key !== '') {
      if (found === this.#key) {
        this.#blocks += 1 + this.#misses;
        this.#misses = 0;
      } else if (++this.#misses >= MISSES) this.#end();
    }
    if (this.#key === '' && found !== '' && this.#run >= HITS) {
      this.#key = found;
      this.#blocks = this.#run;
      this.#misses = 0;
    }
  }

  #find(): string {
    const row = this.#loudest(0);
    const column = this.#loudest(4);
    const low = this.#power[row] ?? 0;
    const high = this.#power[column] ?? 0;
    if (low < MIN_POWER || high < MIN_POWER) return '';
    if (low > high * WEAKER_COLUMN || high > low * STRONGER_COLUMN) return '';
    for (let tone = 0; tone < 8; tone++) {
      const power = (this.#power[tone] ?? 0) * PEAK;
      if (tone !== row && tone !== column && power > (tone < 4 ? low : high)) return '';
    }
    // A filter gives half the block's length times the energy of what it passes.
    if (low + high < (PURITY * this.#energy * BLOCK) / 2) return '';
    if (this.#powerAt(2 * (COLUMNS[column - 4] ?? 0)) > OVERTONE * high) return '';
    return KEYS[row * 4 + column - 4] ?? '';
  }

  #powerAt(frequency: number): number {
    const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / RATE);
    let s1 = 0;
    let s2 = 0;
    for (let i = 0; i < BLOCK; i++) {
      const s0 = (this.#samples[i] ?? 0) + coefficient * s1 - s2;
      s2 = s1;
      s1 = s0;
    }
    return s1 * s1 + s2 * s2 - coefficient * s1 * s2;
  }

  #loudest(from: number): number {
    let best = from;
    for (let tone = from + 1; tone < from + 4; tone++) if ((this.#power[tone] ?? 0) > (this.#power[best] ?? 0)) best = tone;
    return best;
  }

  #end(): void {
    const key = this.#key;
    this.#key = '';
    this.#report(key, Math.round((this.#blocks * BLOCK * 1000) / RATE));
  }
}
