// A windowed sinc: Kaiser window, its table computed once. For whole sounds; streams are resampled in the softswitch, frame by frame.

/** Zero crossings on each side of the filter. More is steeper and slower. */
const CROSSINGS = 32;
/** Where the filter has come down by half, as a share of what the lower rate can carry; above that nothing is left to alias. */
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
 * A whole sound, mono, from one rate to another (Hz). What the lower of the two rates cannot carry is taken away first, so that it does
 * not come back as another tone (aliasing). The scale of the samples stays.
 */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples;
  const out = new Float32Array(Math.floor((samples.length * to) / from));
  const scale = Math.min(1, to / from) * CUTOFF;
  const reach = CROSSINGS / scale;
  for (let n = 0; n < out.length; n++) {
    const centre = (n * from) / to;
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
