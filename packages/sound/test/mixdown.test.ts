import { expect, test } from 'vitest';
import { mixdown, sine } from '../src/index.ts';

const left = sine(440, 800);
const stereo = (right: (sample: number, i: number) => number) =>
  Int16Array.from({ length: left.length * 2 }, (_, i) => (i % 2 === 0 ? (left[i >> 1] ?? 0) : right(left[i >> 1] ?? 0, i >> 1)));
const energy = (samples: Int16Array) => samples.reduce((sum, sample) => sum + sample * sample, 0);
const whole = energy(left);
const mixed = (right: (sample: number, i: number) => number) => energy(mixdown(stereo(right), 2, new Int16Array(left.length))) / whole;

test('two channels are their mean, and the louder one where they cancel each other', () => {
  expect(mixed((sample) => sample)).toBeCloseTo(1, 2);
  expect(mixed(() => 0)).toBeCloseTo(0.25, 2);
  expect(mixed((_, i) => sine(1_000, 800)[i] ?? 0)).toBeGreaterThan(0.45);
  expect(mixed((sample) => -sample)).toBe(1);
  expect(mixed((sample) => Math.round(-sample * 0.9))).toBe(1);
});

test('silence is silence', () => {
  expect(mixdown(new Int16Array(20), 2, new Int16Array(10))).toEqual(new Int16Array(10));
});
