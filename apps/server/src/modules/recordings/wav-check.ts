import { wavLayout, wavSamples } from '@zuoxi/sound';

/** What a look at a WAV file of 8 bit G.711 or 16 bit PCM says. */
export interface WavCheck {
  durationS: number;
  channels: number;
  /** Per channel: some speech, tone or music was there. */
  audible: boolean[];
}

/** Louder than about −50 dBm0 for at least this share of the time counts as something to hear. */
const AUDIBLE_LEVEL = 100;
const AUDIBLE_SHARE = 0.002;

/** Reads header and samples of an A-law, µ-law or 16-bit WAV file; undefined when it is none of them. */
export function checkWav(file: Buffer): WavCheck | undefined {
  const layout = wavLayout(file);
  if (!layout?.format || layout.channels < 1 || layout.channels > 2 || layout.rate === 0) return undefined;
  const { format, channels, rate, dataAt, dataBytes } = layout;
  return measure(wavSamples(format, file.subarray(dataAt, dataAt + dataBytes)), channels, rate);
}

function measure(samples: Int16Array, channels: number, rate: number): WavCheck {
  const loud = new Array<number>(channels).fill(0);
  for (let i = 0; i < samples.length; i++) {
    if (Math.abs(samples[i] ?? 0) > AUDIBLE_LEVEL) loud[i % channels] = (loud[i % channels] ?? 0) + 1;
  }
  const frames = samples.length / channels;
  return { durationS: frames / rate, channels, audible: loud.map((count) => frames > 0 && count / frames > AUDIBLE_SHARE) };
}
