import { describe, expect, it } from 'vitest';
import { holdMusic, TELEPHONE_RATE } from '../src/index.ts';

const music = holdMusic();
const rms = (from: number, to: number) => Math.sqrt(music.subarray(from, to).reduce((sum, sample) => sum + sample ** 2, 0) / (to - from));
const dbfs = (level: number) => 20 * Math.log10(level / 32_767);

/** Energy at one frequency (Goertzel), of full scale. */
function energyAt(frequency: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / TELEPHONE_RATE);
  let [before, last] = [0, 0];
  for (const sample of music) [before, last] = [last, sample / 32_767 + coefficient * last - before];
  return Math.sqrt(before ** 2 + last ** 2 - coefficient * before * last) / music.length;
}

describe('music on hold', () => {
  it('lasts the better part of a minute, and is never silent for a second', () => {
    expect(music.length / TELEPHONE_RATE).toBeGreaterThan(45);
    for (let second = 0; second + 1 < music.length / TELEPHONE_RATE; second++)
      expect(dbfs(rms(second * TELEPHONE_RATE, (second + 1) * TELEPHONE_RATE)), `second ${second}`).toBeGreaterThan(-36);
  });

  it('is as loud as somebody who talks quietly, and nothing is cut off', () => {
    expect(dbfs(rms(0, music.length))).toBeGreaterThan(-27);
    expect(dbfs(rms(0, music.length))).toBeLessThan(-18);
    expect(music.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThan(0.4 * 32_767);
  });

  it('goes on without a click when it begins again', () => {
    const steps = music.map((sample, at) => Math.abs(sample - (music.at(at - 1) ?? 0)));
    const [seam = 0] = steps;
    expect(seam).toBeLessThan(steps.subarray(1).reduce((most, step) => Math.max(most, step), 0));
  });

  it('has none of the tones that a telephone takes for a signal: keys, ringing and busy tones, fax', () => {
    for (const tone of [425, 440, 450, 480, 697, 770, 852, 941, 1100, 1209, 1336, 1477, 1633, 2100])
      expect(energyAt(tone), `${tone} Hz`).toBeLessThan(0.004);
  });
});
