import { mixdown, wavLayout, wavSamples } from '@zuoxi/sound';
import { MediaError } from './api.ts';

const MIN_RATE = 8_000;
const MAX_RATE = 48_000;

export interface WavAudio {
  samples: Int16Array;
  /** In Hz. */
  rate: number;
}

/**
 * Decodes a WAV file: PCM16, A-law or µ-law, mono or stereo (mixed down). A file that was cut short plays as far as it goes.
 * Throws `MediaError('unsupported-format')`.
 */
export function decodeWav(file: Buffer): WavAudio {
  const layout = wavLayout(file);
  if (!layout) throw new MediaError('unsupported-format', 'not a WAV file, or without sound');
  const { format, tag, bits, channels, rate, dataAt, dataBytes } = layout;
  if ((channels !== 1 && channels !== 2) || rate < MIN_RATE || rate > MAX_RATE) {
    throw new MediaError('unsupported-format', `${channels} channels at ${rate} Hz; needed is mono or stereo at 8000 to 48000 Hz`);
  }
  if (!format) throw new MediaError('unsupported-format', `format tag ${tag} with ${bits} bits`);
  const all = wavSamples(format, file.subarray(dataAt, dataAt + dataBytes));
  if (channels === 1) return { samples: all, rate };
  return { samples: mixdown(all, channels, new Int16Array(all.length >> 1)), rate };
}
