import type { PromptKind } from '@zuoxi/contract';
import { PCM_HEADER, pcmWav, TELEPHONE_RATE } from '@zuoxi/sound';

/** Loudness that is aimed at where there is something to hear, in dB below full scale: music stays behind speech. */
const AIM_DB: Record<PromptKind, number> = { prompt: -20, music: -27 };
/** Nobody meant a whisper to become a shout: never changed by more. */
const MOST_GAIN_DB = 15;
/** Peaks stay this far below full scale. */
const HEADROOM = 0.89;
/** Below this (−80 dB) is the noise of a converter, which is not made louder. */
const QUIET = 1e-4;
/** 20 ms at 8 kHz. */
const BLOCK = 160;

const ratio = (db: number) => 10 ** (db / 20);

/** One gain for the whole sound: its loud parts come to the aim, no peak is cut off, silence stays silence. */
function gainFor(samples: Float32Array, kind: PromptKind): number {
  let peak = 0;
  const loudness: number[] = [];
  for (let at = 0; at < samples.length; at += BLOCK) {
    const block = samples.subarray(at, at + BLOCK);
    let power = 0;
    for (const sample of block) {
      power += sample * sample;
      peak = Math.max(peak, Math.abs(sample));
    }
    loudness.push(power / block.length);
  }
  // The pauses of speech must not make it louder: only blocks within 20 dB of the loudest count.
  const loudest = loudness.reduce((most, power) => Math.max(most, power), 0);
  const heard = loudness.filter((power) => power > loudest / 100);
  const mean = Math.sqrt(heard.reduce((sum, power) => sum + power, 0) / Math.max(1, heard.length));
  if (mean < QUIET) return Math.min(1, HEADROOM / Math.max(peak, 1e-9));
  const wanted = Math.min(ratio(MOST_GAIN_DB), Math.max(ratio(-MOST_GAIN_DB), ratio(AIM_DB[kind]) / mean));
  return Math.min(wanted, HEADROOM / peak);
}

/** Samples (mono, 8 kHz, ±1) to the WAV every engine plays: 16 bit, at an even loudness. */
export function telephoneWav(samples: Float32Array, kind: PromptKind): Buffer {
  const gain = gainFor(samples, kind);
  return pcmWav(Int16Array.from(samples, (sample) => Math.round(sample * gain * 32_767)));
}

/** Length in seconds of a WAV made above. */
export const telephoneSeconds = (wav: Buffer): number => (wav.length - PCM_HEADER) / 2 / TELEPHONE_RATE;
