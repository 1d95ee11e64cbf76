import { type FileHandle, open } from 'node:fs/promises';
import { PRIVATE_FILE } from '@zuoxi/kit';
import { encodeInto, PCMA, TELEPHONE_RATE, wavHeader, wavLayout, wavSamples } from '@zuoxi/sound';

/** Samples of each side that are read at a time: four seconds. */
const CHUNK = 32_768;
/** The chunks before the sound are far shorter. */
const HEAD = 4_096;

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
    await target.write(wavHeader({ format: PCMA.wavFormat, channels: 2 }, frames));
    const out = Buffer.alloc(CHUNK * 2);
    for (let at = 0; at < frames; at += CHUNK) {
      const count = Math.min(CHUNK, frames - at);
      out.fill(PCMA.silence);
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
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
  const layout = wavLayout(buffer.subarray(0, bytesRead), size);
  if (!layout) throw new Error(`${path} is no WAV file, or has no sound`);
  const { format, channels, rate, dataAt, dataBytes } = layout;
  if (format !== 'pcm' || channels !== 1 || rate !== TELEPHONE_RATE) throw new Error(`${path} is not 16 bit mono at 8 kHz`);
  return { file, dataAt, samples: dataBytes >> 1 };
}

async function fillSide(side: Side, at: number, count: number, out: Buffer, offset: 0 | 1): Promise<void> {
  const here = Math.min(count, side.samples - at);
  if (here <= 0) return;
  const pcm = Buffer.alloc(here * 2);
  await side.file.read(pcm, 0, pcm.length, side.dataAt + at * 2);
  const codes = new Uint8Array(here);
  encodeInto(PCMA, wavSamples('pcm', pcm), codes, 0);
  for (let i = 0; i < here; i++) out[i * 2 + offset] = codes[i] ?? PCMA.silence;
}
