/** What every prompt is kept at, in Hz. */
export const TELEPHONE_RATE = 8000;

/** Zero crossings on each side of the filter. More is steeper and slower. */
const CROSSINGS = 32;
/** Where the filter has come down by half, as a share of what the rate can carry; above 4 kHz nothing is left to alias. */
const CUTOFF = 0.92;
/** Kaiser window: about 80 dB. */
const BETA = 8;
const STEPS = 512;

function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 30; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** One side of the filter, `STEPS` values for each zero crossing. */
const filter = (() => {
  const table = new Float64Array(CROSSINGS * STEPS + 2);
  for (let i = 0; i < table.length; i++) {
    const x = i / STEPS;
    const inside = Math.max(0, 1 - (x / CROSSINGS) ** 2);
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    table[i] = x > CROSSINGS ? 0 : (sinc * bessel(BETA * Math.sqrt(inside))) / bessel(BETA);
  }
  return table;
})();

/**
 * Any sampling rate to 8 kHz, with what a telephone cannot carry taken away first, so that it does not come back as
 * another tone (aliasing). `samples` mono; `rate` in Hz.
 */
export function resampleToTelephone(samples: Float32Array, rate: number): Float32Array {
  if (rate === TELEPHONE_RATE) return samples;
  const out = new Float32Array(Math.floor((samples.length * TELEPHONE_RATE) / rate));
  // The filter follows the lower of the two rates.
  const scale = Math.min(1, TELEPHONE_RATE / rate) * CUTOFF;
  const reach = CROSSINGS / scale;
  for (let n = 0; n < out.length; n++) {
    const centre = (n * rate) / TELEPHONE_RATE;
    const last = Math.min(samples.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let i = Math.max(0, Math.ceil(centre - reach)); i <= last; i++) {
      const at = Math.abs(i - centre) * scale * STEPS;
      const index = Math.floor(at);
      const below = filter[index] ?? 0;
      sum += (samples[i] ?? 0) * (below + ((filter[index + 1] ?? 0) - below) * (at - index));
    }
    out[n] = sum * scale;
  }
  return out;
}
