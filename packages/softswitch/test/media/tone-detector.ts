import { PCMA, PCMU, pcmWav, TELEPHONE_RATE as RATE, wavLayout, wavSamples } from '@zuoxi/sound';

/** Share of the energy of `samples` at `frequency`: 1 is nothing but that tone, 0 none of it (Goertzel). */
export function toneShare(samples: Int16Array | readonly number[], frequency: number, rate = RATE): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / rate);
  let s1 = 0;
  let s2 = 0;
  let energy = 0;
  for (const sample of samples) {
    const s0 = sample + coefficient * s1 - s2;
    s2 = s1;
    s1 = s0;
    energy += sample * sample;
  }
  if (energy === 0) return 0;
  const power = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
  return (2 * power) / (samples.length * energy);
}

/** Level of a tone in dB relative to a full-scale sine; −Infinity for silence. */
export function toneLevel(samples: Int16Array, frequency: number, rate = RATE): number {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);
  return 10 * Math.log10((toneShare(samples, frequency, rate) * energy * 2) / 32768 ** 2);
}

/** Whether the tone is there, even among others: above −40 dB. */
export function hasTone(samples: Int16Array, frequency: number, rate = RATE): boolean {
  return samples.length >= 400 && toneLevel(samples, frequency, rate) > -40;
}

export function encode(samples: Int16Array, codec: 'PCMA' | 'PCMU'): Buffer {
  const table = (codec === 'PCMA' ? PCMA : PCMU).encode;
  return Buffer.from(Uint8Array.from(samples, (sample) => table[sample & 0xffff] ?? 0));
}

export function decode(payload: Uint8Array, codec: 'PCMA' | 'PCMU'): Int16Array {
  const table = (codec === 'PCMA' ? PCMA : PCMU).decode;
  return Int16Array.from(payload, (code) => table[code] ?? 0);
}

/** A WAV file as the recorder writes it: channels decoded. Believes no size beyond the file's end. */
export function readWav(file: Buffer): { format: string; channels: Int16Array[]; dataBytes: number } {
  const layout = wavLayout(file);
  if (!layout?.format) throw new Error('no WAV file of ours');
  const { format, channels, dataAt, dataBytes } = layout;
  const all = wavSamples(format, file.subarray(dataAt, dataAt + dataBytes));
  return { format, channels: Array.from({ length: channels }, (_, c) => all.filter((_sample, i) => i % channels === c)), dataBytes };
}

/** Silence as a mono PCM16 file, as prompts are uploaded. */
export const silentWav = (ms: number): Buffer => pcmWav(new Int16Array((ms * RATE) / 1000));
