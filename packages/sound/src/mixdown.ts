/** A single channel with sound among `n` leaves 1/n² of its energy in the mean; less than half of that is cancellation. */
const CANCELLED = 0.5;

/**
 * All channels of a whole sound as one: their mean; where they cancel each other (opposite phases: one of two cables was the wrong way round)
 * the loudest alone, since the mean would be silence. `all`: the samples of all channels in turn. Writes into `into`, one sample a frame.
 */
export function mixdown<T extends Float32Array | Int16Array>(all: ArrayLike<number>, channels: number, into: T): T {
  const energies = new Float64Array(channels);
  let mixed = 0;
  for (let frame = 0; frame < into.length; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      const sample = all[frame * channels + channel] ?? 0;
      sum += sample;
      energies[channel] = (energies[channel] ?? 0) + sample * sample;
    }
    const mean = sum / channels;
    into[frame] = mean;
    mixed += mean * mean;
  }
  const loudest = energies.indexOf(Math.max(...energies));
  if (channels < 2 || mixed >= (CANCELLED * (energies[loudest] ?? 0)) / channels ** 2) return into;
  for (let frame = 0; frame < into.length; frame++) into[frame] = all[frame * channels + loudest] ?? 0;
  return into;
}
