import { type FileHandle, open } from 'node:fs/promises';
import { PRIVATE_FILE } from '@zuoxi/kit';

const RATE = 8_000;
const WAVE_FORMAT_ALAW = 6;
const HEADER = 44;
/** Samples of each side that are read at a time: four seconds. */
const CHUNK = 32_768;
const A_LAW_SILENCE = 0xd5;

/**
 * Joins two mono WAV files (PCM, 16 bit, 8 kHz, as Asterisk records them) into one stereo A-law WAV, as the softswitch
 * writes them. The shorter side is filled up with silence: both snoops began at the same moment.
 */
export async function joinSides(leftPath: string, rightPath: string, targetPath: string): Promise<void> {
  const files: FileHandle[] = [];
  try {
    const left = await openSide(leftPath, files);
    const right = await openSide(rightPath, files);
    const target = await open(targetPath, 'w', PRIVATE_FILE);
    files.push(target);
    const frames = Math.max(left.samples, right.samples);
    await target.write(stereoHeader(frames));
    const out = Buffer.alloc(CHUNK * 2);
    for (let at = 0; at < frames; at += CHUNK) {
      const count = Math.min(CHUNK, frames - at);
      out.fill(A_LAW_SILENCE);
      await fillSide(left, at, count, out, 0);
      await fillSide(right, at, count, out, 1);
      await target.write(out, 0, count * 2);
    }
  } finally {
    for (const file of files) await file.close();
  }
}

interface Side {
  file: FileHandle;
  dataAt: number;
  samples: number;
}

async function openSide(path: string, files: FileHandle[]): Promise<Side> {
  const file = await open(path, 'r');
  files.push(file);
  const { size } = await file.stat();
  const head = Buffer.alloc(12);
  await file.read(head, 0, 12, 0);
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE') throw new Error(`${path} is no WAV file`);
  const chunk = Buffer.alloc(8 + 16);
  for (let at = 12; at + 8 <= size; ) {
    await file.read(chunk, 0, chunk.length, at);
    const id = chunk.toString('latin1', 0, 4);
    const length = chunk.readUInt32LE(4);
    if (id === 'fmt ') {
      const [format, channels, rate, bits] = [
        chunk.readUInt16LE(8),
        chunk.readUInt16LE(10),
        chunk.readUInt32LE(12),
        chunk.readUInt16LE(22),
      ];
      if (format !== 1 || channels !== 1 || rate !== RATE || bits !== 16) throw new Error(`${path} is not 16 bit mono at 8 kHz`);
    }
    if (id === 'data') return { file, dataAt: at + 8, samples: Math.floor(Math.min(length, size - at - 8) / 2) };
    at += 8 + length + (length % 2);
  }
  throw new Error(`${path} has no sound`);
}

async function fillSide(side: Side, at: number, count: number, out: Buffer, offset: 0 | 1): Promise<void> {
  const here = Math.min(count, side.samples - at);
  if (here <= 0) return;
  const pcm = Buffer.alloc(here * 2);
  await side.file.read(pcm, 0, pcm.length, side.dataAt + at * 2);
  for (let i = 0; i < here; i++) out[i * 2 + offset] = encodeALaw(pcm.readInt16LE(i * 2));
}

/** ITU-T G.711, table 1a, from 16-bit samples. */
function encodeALaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  const magnitude = Math.min(sample >= 0 ? sample : -sample - 1, 32_635) >> 4;
  const exponent = magnitude < 16 ? 0 : 28 - Math.clz32(magnitude);
  const mantissa = exponent < 2 ? magnitude & 15 : (magnitude >> (exponent - 1)) & 15;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

function stereoHeader(frames: number): Buffer {
  const header = Buffer.alloc(HEADER);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER - 8 + frames * 2, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(WAVE_FORMAT_ALAW, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(frames * 2, 40);
  return header;
}
