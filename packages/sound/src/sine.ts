import { TELEPHONE_RATE } from './g711.ts';

/** `length` samples of a sine, from sample `at` on; `amplitude` 0 to 1 of full scale. */
export function sine(frequency: number, length: number, at = 0, amplitude = 0.25, rate = TELEPHONE_RATE): Int16Array {
  return Int16Array.from({ length }, (_, i) => Math.round(Math.sin((2 * Math.PI * frequency * (at + i)) / rate) * amplitude * 32_767));
}
