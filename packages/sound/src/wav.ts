import { PCMA, PCMU, TELEPHONE_RATE } from './g711.ts';

// RIFF/WAVE (Microsoft and IBM 1991; tags: RFC 2361). Sizes and positions are bytes unless they say frames: a frame is one sample of
// each channel.

/** `alaw`, `ulaw`: 8 bits; `pcm`: 16 bits, signed. */
export type WavFormat = 'pcm' | 'alaw' | 'ulaw';

const TAG: Readonly<Record<WavFormat, number>> = { pcm: 1, alaw: 6, ulaw: 7 };
/** The true tag is in the first two bytes of the sub-format. */
const EXTENSIBLE = 0xfffe;

/** RIFF, a `fmt ` chunk of 18 bytes, the `fact` chunk that compressed formats need, `data`. */
export const G711_HEADER = 12 + 26 + 12 + 8;
/** RIFF, a `fmt ` chunk of 16 bytes, `data`. */
export const PCM_HEADER = 12 + 24 + 8;

export interface WavShape {
  format: WavFormat;
  channels: 1 | 2;
  /** Default 8000 Hz. */
  rate?: number;
}

/** The header of a file with so many frames; `G711_HEADER` or `PCM_HEADER` long. */
export function wavHeader({ format, channels, rate = TELEPHONE_RATE }: WavShape, frames: number): Buffer {
  const isPcm = format === 'pcm';
  const header = Buffer.alloc(isPcm ? PCM_HEADER : G711_HEADER);
  const frame = channels * (isPcm ? 2 : 1);
  const bytes = frames * frame;
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(Math.min(0xffff_ffff, header.length - 8 + bytes + (bytes % 2)), 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(isPcm ? 16 : 18, 16);
  header.writeUInt16LE(TAG[format], 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * frame, 28);
  header.writeUInt16LE(frame, 32);
  header.writeUInt16LE(isPcm ? 16 : 8, 34);
  if (!isPcm) {
    header.write('fact', 38, 'latin1');
    header.writeUInt32LE(4, 42);
    header.writeUInt32LE(frames, 46);
  }
  header.write('data', header.length - 8, 'latin1');
  header.writeUInt32LE(bytes, header.length - 4);
  return header;
}

/** A whole mono file of 16-bit samples. */
export function pcmWav(samples: Int16Array, rate = TELEPHONE_RATE): Buffer {
  const data = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return Buffer.concat([wavHeader({ format: 'pcm', channels: 1, rate }, samples.length), data]);
}

/** What the chunks of a file say, as they say it. */
export interface WavLayout {
  /** Undefined: none of ours. */
  format: WavFormat | undefined;
  /** As in the file, for what we do not know. */
  tag: number;
  bits: number;
  channels: number;
  rate: number;
  dataAt: number;
  /** Never beyond the end of the file, whatever the header says. */
  dataBytes: number;
}

/**
 * Where the sound is and what it is. `head`: the file, or as much of its begin as holds its chunks up to `data`; `fileBytes`: how long the
 * file is. Undefined: no WAV file, or `fmt ` and `data` are not there.
 */
export function wavLayout(head: Buffer, fileBytes = head.length): WavLayout | undefined {
  if (head.length < 12 || head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE') return undefined;
  let found: Omit<WavLayout, 'dataAt' | 'dataBytes'> | undefined;
  for (let at = 12; at + 8 <= head.length; ) {
    const name = head.toString('latin1', at, at + 4);
    const said = head.readUInt32LE(at + 4);
    const size = Math.min(said, fileBytes - at - 8);
    if (name === 'fmt ' && size >= 16 && at + 24 <= head.length) found = formatChunk(head.subarray(at + 8, at + 8 + size));
    if (name === 'data') return found && { ...found, dataAt: at + 8, dataBytes: size };
    at += 8 + size + (size % 2);
  }
  return undefined;
}

function formatChunk(chunk: Buffer): Omit<WavLayout, 'dataAt' | 'dataBytes'> {
  const said = chunk.readUInt16LE(0);
  const tag = said === EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : said;
  const bits = chunk.readUInt16LE(14);
  return { format: formatOf(tag, bits), tag, bits, channels: chunk.readUInt16LE(2), rate: chunk.readUInt32LE(4) };
}

function formatOf(tag: number, bits: number): WavFormat | undefined {
  if (tag === TAG.pcm) return bits === 16 ? 'pcm' : undefined;
  if (bits !== 8) return undefined;
  return tag === TAG.alaw ? 'alaw' : tag === TAG.ulaw ? 'ulaw' : undefined;
}

/** The samples of all channels, one after the other as they are in the file, as 16-bit values. */
export function wavSamples(format: WavFormat, data: Buffer): Int16Array {
  if (format === 'pcm') return Int16Array.from({ length: data.length >> 1 }, (_, i) => data.readInt16LE(i * 2));
  const table = (format === 'alaw' ? PCMA : PCMU).decode;
  return Int16Array.from(data, (code) => table[code] ?? 0);
}
