import { PCMA, PCMU } from '../../src/media/codec-g711.ts';

const RATE = 8000;

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

/** Samples of a sine, amplitude 0 to 1, `at` samples after its begin. */
export function sine(frequency: number, length: number, at = 0, amplitude = 0.25, rate = RATE): Int16Array {
  return Int16Array.from({ length }, (_, i) => Math.round(Math.sin((2 * Math.PI * frequency * (at + i)) / rate) * amplitude * 32767));
}

export function encode(samples: Int16Array, codec: 'PCMA' | 'PCMU'): Buffer {
  const table = (codec === 'PCMA' ? PCMA : PCMU).encode;
  return Buffer.from(Uint8Array.from(samples, (sample) => table[sample & 0xffff] ?? 0));
}

export function decode(payload: Uint8Array, codec: 'PCMA' | 'PCMU'): Int16Array {
  const table = (codec === 'PCMA' ? PCMA : PCMU).decode;
  return Int16Array.from(payload, (code) => table[code] ?? 0);
}

/** A WAV file as the recorder writes it: channels decoded. Reads by chunk, believes no size beyond the file's end. */
export function readWav(file: Buffer): { tag: number; channels: Int16Array[]; dataBytes: number } {
  let tag = 0;
  let count = 1;
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    if (name === 'fmt ') {
      tag = file.readUInt16LE(at + 8);
      count = file.readUInt16LE(at + 10);
    }
    if (name === 'data') {
      const data = file.subarray(at + 8, at + 8 + size);
      const codec = tag === 6 ? 'PCMA' : 'PCMU';
      const channels = Array.from({ length: count }, (_, c) =>
        decode(
          data.filter((_byte, i) => i % count === c),
          codec,
        ),
      );
      return { tag, channels, dataBytes: data.length };
    }
    at += 8 + size + (size % 2);
  }
  throw new Error('no data chunk');
}

/** A mono PCM16 WAV file, as prompts are uploaded. */
export function pcmWav(samples: Int16Array, rate = RATE): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]);
}

/** Silence as such a file. */
export const silentWav = (ms: number): Buffer => pcmWav(new Int16Array((ms * RATE) / 1000));
