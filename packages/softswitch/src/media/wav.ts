import { MediaError } from './api.ts';
import { PCMA, PCMU, SAMPLE_RATE } from './codec-g711.ts';

const FORMAT_PCM = 1;
const FORMAT_ALAW = 6;
const FORMAT_ULAW = 7;
const FORMAT_EXTENSIBLE = 0xfffe;

/** Header of a G.711 WAV file: RIFF, an 18-byte fmt chunk, the fact chunk that compressed formats need, data. */
export const WAV_HEADER = 12 + 26 + 12 + 8;

/** `frames` is samples per channel. */
export function wavHeader(tag: 6 | 7, channels: 1 | 2, frames: number): Buffer {
  const header = Buffer.alloc(WAV_HEADER);
  const bytes = frames * channels;
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(Math.min(0xffff_ffff, WAV_HEADER - 8 + bytes + (bytes % 2)), 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(18, 16);
  header.writeUInt16LE(tag, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * channels, 28);
  header.writeUInt16LE(channels, 32);
  header.writeUInt16LE(8, 34);
  header.write('fact', 38, 'latin1');
  header.writeUInt32LE(4, 42);
  header.writeUInt32LE(frames, 46);
  header.write('data', 50, 'latin1');
  header.writeUInt32LE(bytes, 54);
  return header;
}

interface WavFormat {
  tag: number;
  channels: number;
  rate: number;
  bits: number;
}

function readFormat(file: Buffer, at: number, size: number): WavFormat {
  if (size < 16) throw new MediaError('unsupported-format', 'fmt chunk too short');
  const tag = file.readUInt16LE(at);
  return {
    // WAVE_FORMAT_EXTENSIBLE holds the true tag in the first two bytes of its sub-format.
    tag: tag === FORMAT_EXTENSIBLE && size >= 26 ? file.readUInt16LE(at + 24) : tag,
    channels: file.readUInt16LE(at + 2),
    rate: file.readUInt32LE(at + 4),
    bits: file.readUInt16LE(at + 14),
  };
}

const MIN_RATE = 8_000;
const MAX_RATE = 48_000;

export interface WavAudio {
  samples: Int16Array;
  /** In Hz. */
  rate: number;
}

function decodeData({ tag, channels, rate, bits }: WavFormat, data: Buffer): WavAudio {
  if ((channels !== 1 && channels !== 2) || rate < MIN_RATE || rate > MAX_RATE) {
    throw new MediaError('unsupported-format', `${channels} channels at ${rate} Hz; needed is mono or stereo at 8000 to 48000 Hz`);
  }
  const table = tag === FORMAT_ALAW ? PCMA.decode : tag === FORMAT_ULAW ? PCMU.decode : undefined;
  if (table ? bits !== 8 : tag !== FORMAT_PCM || bits !== 16) {
    throw new MediaError('unsupported-format', `format tag ${tag} with ${bits} bits`);
  }
  const width = table ? 1 : 2;
  const sample = (i: number): number => (table ? (table[data[i] ?? 0] ?? 0) : data.readInt16LE(i * 2));
  const samples = new Int16Array(Math.floor(data.length / width / channels));
  for (let i = 0; i < samples.length; i++) samples[i] = channels === 1 ? sample(i) : (sample(2 * i) + sample(2 * i + 1)) >> 1;
  return { samples, rate };
}

/**
 * Decodes a WAV file: PCM16, A-law or µ-law, mono or stereo (mixed down). A file that was cut short plays as far as it goes.
 * Throws `MediaError('unsupported-format')`.
 */
export function decodeWav(file: Buffer): WavAudio {
  if (file.length < 12 || file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') {
    throw new MediaError('unsupported-format', 'not a WAV file');
  }
  let format: WavFormat | undefined;
  let at = 12;
  while (at + 8 <= file.length) {
    const name = file.toString('latin1', at, at + 4);
    const size = Math.min(file.readUInt32LE(at + 4), file.length - at - 8);
    if (name === 'fmt ') format = readFormat(file, at + 8, size);
    if (name === 'data') {
      if (!format) break;
      return decodeData(format, file.subarray(at + 8, at + 8 + size));
    }
    at += 8 + size + (size % 2);
  }
  throw new MediaError('unsupported-format', 'no fmt and data chunk');
}
