/** What a microphone's loudest moments say; in dB below full scale (0 = the loudest there is). */
export type LevelVerdict = 'silent' | 'quiet' | 'good' | 'loud';

/** Speech at a headset has peaks between −30 and −6 dB; a live microphone in a silent room stays below −55. */
export function levelVerdict(peakDb: number): LevelVerdict {
  if (peakDb < -55) return 'silent';
  if (peakDb < -36) return 'quiet';
  return peakDb > -1 ? 'loud' : 'good';
}

/** Root mean square and peak of samples from −1 to 1, in dB; silence is −100. */
export function levelOf(samples: Float32Array): { rmsDb: number; peakDb: number } {
  let sum = 0;
  let peak = 0;
  for (const sample of samples) {
    sum += sample * sample;
    peak = Math.max(peak, Math.abs(sample));
  }
  const decibels = (value: number) => (value > 0 ? Math.max(-100, 20 * Math.log10(value)) : -100);
  return { rmsDb: decibels(Math.sqrt(sum / Math.max(1, samples.length))), peakDb: decibels(peak) };
}

/** Where −60 dB … 0 dB stand on the meter, 0 to 100. */
export const meterPercent = (db: number): number => Math.min(100, Math.max(0, ((db + 60) / 60) * 100));
