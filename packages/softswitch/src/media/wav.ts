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

function decodeData(format: WavFormat, data: Buffer): Int16Array {
  if (format.channels !== 1 || format.rate !== SAMPLE_RATE) {
    throw new MediaError('unsupported-format', `${format.channels} channels at ${format.rate} Hz; needed is mono at 8000 Hz`);
  }
  if (format.tag === FORMAT_PCM && format.bits === 16) {
    const samples = new Int16Array(data.length >> 1);
    for (let i = 0; i < samples.length; i++) samples[i] = data.readInt16LE(i * 2);
    return samples;
  }
  const table = format.tag === FORMAT_ALAW ? PCMA.decode : format.tag === FORMAT_ULAW ? PCMU.decode : undefined;
  if (!table || format.bits !== 8) throw new MediaError('unsupported-format', `format tag ${format.tag} with ${format.bits} bits`);
  const samples = new Int16Array(data.length);
  for (let i = 0; i < data.length; i++) samples[i] = table[data[i] ?? 0] ?? 0;
  return samples;
}

/**
 * Decodes a WAV file: PCM16, A-law or µ-law, 8 kHz, mono. A file that was cut short plays as far as it goes.
 * Throws `MediaError('unsupported-format')`.
 */
export function decodeWav(file: Buffer): Int16Array {
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
