/** Bins of 10 µs up to 200 ms; what is longer counts as 200 ms. */
const BIN_MS = 0.01;
const BINS = 20_000;

export class Histogram {
  readonly #bins = new Uint32Array(BINS);
  #count = 0;

  add(ms: number): void {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(ms / BIN_MS)));
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
    this.#count++;
  }

  percentile(share: number): number {
    let left = share * this.#count;
    for (const [bin, count] of this.#bins.entries()) {
      left -= count;
      if (left <= 0) return (bin + 1) * BIN_MS;
    }
    return Number.NaN;
  }
}
