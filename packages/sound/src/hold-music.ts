import { TELEPHONE_RATE } from './g711.ts';

/*
 * Music on hold of our own, so that it belongs to nobody else: sixteen bars for an electric piano, written for a telephone line (all partials
 * lie between 170 and 3,400 Hz, no beat and no loud onset, which speech detectors and echo cancellers take badly).
 */

const BEATS_A_MINUTE = 76;
const BEATS_A_BAR = 4;
/** One chord a bar, as semitones above middle C, the lowest first. */
const CHORDS: readonly (readonly number[])[] = [
  [-7, 0, 5, 9],
  [-8, 0, 4, 7],
  [-10, -3, 2, 5],
  [-2, 2, 5, 10],
  [-7, 0, 5, 9],
  [-2, 2, 5, 10],
  [-5, 0, 4, 7],
  [-5, -1, 4, 7],
  [-10, -3, 2, 5],
  [-3, 0, 4, 9],
  [-2, 2, 5, 10],
  [-7, 0, 5, 9],
  [-5, -2, 2, 7],
  [-5, 0, 4, 10],
  [-7, 0, 5, 9],
  [-7, 0, 4, 9],
];
/** Which note of the chord each eighth of a bar has; the other pattern comes every second bar. */
const PATTERNS: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 2, 1, 2, 1],
  [0, 2, 1, 3, 1, 2, 3, 2],
];
/** A tune above it: beat within the sixteen bars, semitones, beats long. */
const TUNE: readonly (readonly [beat: number, semitone: number, beats: number])[] = [
  ...([
    [0, 12, 3],
    [3, 14, 1],
    [4, 16, 4],
    [8, 14, 2],
    [10, 12, 2],
    [12, 10, 4],
  ] as const),
  ...([
    [16, 9, 3],
    [19, 10, 1],
    [20, 14, 4],
    [24, 12, 6],
  ] as const),
  ...([
    [32, 17, 3],
    [35, 16, 1],
    [36, 12, 4],
    [40, 14, 2],
    [42, 10, 2],
    [44, 12, 4],
  ] as const),
  ...([
    [48, 10, 3],
    [51, 14, 1],
    [52, 16, 4],
    [56, 17, 7],
  ] as const),
];
/** Strength of each partial, and in how many seconds it falls to a third. */
const PARTIALS = [
  { of: 1, strength: 1, fall: 1.1 },
  { of: 2, strength: 0.32, fall: 0.6 },
  { of: 3, strength: 0.12, fall: 0.35 },
];
const ATTACK_S = 0.012;
const HIGHEST_HZ = 3_400;
/** Peak of the whole, of full scale: about -20 dBm0 on average, as loud as somebody who talks quietly. */
const PEAK = 0.3;

const frequencyOf = (semitone: number): number => 261.626 * 2 ** (semitone / 12);

/** Sixteen bars (50.5 s) at 8 kHz that go on without a seam when they are played again: what still sounds at the end is in the beginning. */
export function holdMusic(): Int16Array {
  const beat = (60 / BEATS_A_MINUTE) * TELEPHONE_RATE;
  const sum = new Float64Array(Math.round(CHORDS.length * BEATS_A_BAR * beat));
  const play = (atBeat: number, semitone: number, strength: number) =>
    strike(sum, Math.round(atBeat * beat), frequencyOf(semitone), strength);
  CHORDS.forEach((chord, bar) => {
    const pattern = PATTERNS[bar % PATTERNS.length] ?? [];
    for (const [eighth, note] of pattern.entries()) play(bar * BEATS_A_BAR + eighth / 2, chord[note] ?? 0, eighth === 0 ? 0.8 : 0.5);
  });
  for (const [at, semitone, beats] of TUNE) play(at, semitone, 0.55 + 0.05 * beats);
  let loudest = 0;
  for (const sample of sum) loudest = Math.max(loudest, Math.abs(sample));
  return Int16Array.from(sum, (sample) => Math.round((sample / loudest) * PEAK * 32_767));
}

/** One note, added from that sample on and around the end. Sine and decay go on by multiplication: `Math.sin` for 18 million samples takes seconds. */
function strike(sum: Float64Array, at: number, frequency: number, strength: number): void {
  for (const { of, strength: share, fall } of PARTIALS) {
    if (frequency * of > HIGHEST_HZ) continue;
    const angle = (2 * Math.PI * frequency * of) / TELEPHONE_RATE;
    const decay = Math.exp(-1 / (fall * TELEPHONE_RATE));
    const [turnCos, turnSin] = [Math.cos(angle) * decay, Math.sin(angle) * decay];
    // Four times the fall: below -35 dB nobody hears it end.
    const length = Math.min(sum.length, Math.round(4 * fall * TELEPHONE_RATE));
    const attack = ATTACK_S * TELEPHONE_RATE;
    let x = strength * share;
    let y = 0;
    for (let i = 0, place = at; i < length; i++, place++) {
      if (place >= sum.length) place -= sum.length;
      sum[place] = (sum[place] ?? 0) + (i < attack ? (y * i) / attack : y);
      const turned = x * turnCos - y * turnSin;
      y = x * turnSin + y * turnCos;
      x = turned;
    }
  }
}
