import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resample, sine } from '@zuoxi/sound';
import { describe, expect, test } from 'vitest';
import { G722Decoder, G722Encoder } from '../../src/media/codec-g722.ts';
import { Downsampler, Upsampler } from '../../src/media/resample.ts';
import { toneLevel } from './tone-detector.ts';

const RATE = 16_000;
const FFMPEG = '/usr/bin/ffmpeg';

const whole = (samples: Int16Array, rate: number): Int16Array => Int16Array.from(resample(Float32Array.from(samples), rate, RATE));

function encodeAll(samples: Int16Array): Uint8Array {
  const encoder = new G722Encoder();
  const bytes = new Uint8Array(samples.length / 2);
  for (let at = 0; at < samples.length; at += 320) encoder.encode(samples.subarray(at, at + 320), bytes, at / 2);
  return bytes;
}

function decodeAll(bytes: Uint8Array): Int16Array {
  const decoder = new G722Decoder();
  const samples = new Int16Array(bytes.length * 2);
  for (let at = 0; at < bytes.length; at += 160) decoder.decode(bytes, at, at + 160, samples, at * 2);
  return samples;
}

/** Speech-like: a voice of many harmonics whose pitch and loudness move, and some noise. */
function voice(length: number): Int16Array {
  let seed = 1;
  let phase = 0;
  return Int16Array.from({ length }, (_, i) => {
    const t = i / RATE;
    phase += (2 * Math.PI * (140 + 40 * Math.sin(2 * Math.PI * 1.3 * t))) / RATE;
    let sum = 0;
    for (let k = 1; k <= 30; k++) sum += Math.sin(k * phase) / k;
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    return Math.round((sum * 5_000 + (seed / 0x7fff_ffff - 0.5) * 400) * (0.6 + 0.4 * Math.sin(2 * Math.PI * 3 * t)));
  });
}

/** Best signal-to-noise ratio over the few samples of delay that filters have. */
function snr(original: Int16Array, heard: Int16Array): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let delay = 0; delay < 60; delay++) {
    let signal = 0;
    let noise = 0;
    for (let i = 1_000; i + delay < heard.length; i++) {
      signal += (original[i] ?? 0) ** 2;
      noise += ((heard[i + delay] ?? 0) - (original[i] ?? 0)) ** 2;
    }
    best = Math.max(best, 10 * Math.log10(signal / noise));
  }
  return best;
}

describe('G.722', () => {
  test('gives back what was said', () => {
    const said = voice(RATE * 2);
    expect(snr(said, decodeAll(encodeAll(said)))).toBeGreaterThan(15);
    expect(snr(sine(1_000, RATE, 0, 0.5, RATE), decodeAll(encodeAll(sine(1_000, RATE, 0, 0.5, RATE))))).toBeGreaterThan(30);
  });

  test('passes 100 Hz to 7 kHz evenly: wide band, not telephone band', () => {
    for (const frequency of [100, 300, 1_000, 3_000, 3_500, 4_500, 5_500, 6_500]) {
      const heard = decodeAll(encodeAll(sine(frequency, RATE, 0, 0.25, RATE)));
      expect(toneLevel(heard.subarray(1_600), frequency, RATE), `${frequency} Hz`).toBeCloseTo(20 * Math.log10(0.25), 0);
    }
  });

  test('silence stays silent, and full scale does not overflow', () => {
    expect(Math.max(...decodeAll(encodeAll(new Int16Array(6_400))).map(Math.abs))).toBeLessThan(10);
    const square = Int16Array.from({ length: 6_400 }, (_, i) => (i % 32 < 16 ? 32_767 : -32_768));
    expect(toneLevel(decodeAll(encodeAll(square)).subarray(1_600), 500, RATE)).toBeGreaterThan(-3);
  });

  // Skipped only where there is no ffmpeg to compare with.
  test.skipIf(!existsSync(FFMPEG))('speaks bit for bit what ffmpeg speaks, both ways', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-g722-'));
    const run = (...args: string[]): void => {
      const { status, stderr } = spawnSync(FFMPEG, ['-v', 'error', '-y', ...args]);
      if (status !== 0) throw new Error(String(stderr));
    };
    const [raw, coded, back] = ['in.raw', 'ff.g722', 'out.raw'].map((name) => join(folder, name)) as [string, string, string];
    const said = voice(RATE * 2);
    await writeFile(raw, new Uint8Array(said.buffer));
    run('-f', 's16le', '-ar', '16000', '-ac', '1', '-i', raw, '-c:a', 'g722', '-f', 'g722', coded);
    const theirs = await readFile(coded);
    expect(Buffer.compare(Buffer.from(encodeAll(said)), theirs)).toBe(0);
    run('-f', 'g722', '-i', coded, '-f', 's16le', back);
    const decoded = await readFile(back);
    const ours = decodeAll(theirs);
    expect(Buffer.compare(Buffer.from(ours.buffer), decoded)).toBe(0);
    await rm(folder, { recursive: true });
  });
});

describe('resampling', () => {
  const up = (samples: Int16Array): Int16Array => {
    const filter = new Upsampler();
    const out = new Int16Array(samples.length * 2);
    for (let at = 0; at < samples.length; at += 160) filter.process(samples.subarray(at, at + 160), out.subarray(2 * at, 2 * at + 320));
    return out;
  };
  const down = (samples: Int16Array): Int16Array => {
    const filter = new Downsampler();
    const out = new Int16Array(samples.length / 2);
    for (let at = 0; at < samples.length; at += 320) filter.process(samples.subarray(at, at + 320), out.subarray(at / 2, at / 2 + 160));
    return out;
  };
  const LEVEL = 20 * Math.log10(0.25);

  test('8 to 16 kHz keeps the telephone band and adds no image above it', () => {
    for (const frequency of [200, 1_000, 3_000, 3_400]) {
      const wide = up(sine(frequency, 8_000));
      expect(toneLevel(wide.subarray(800), frequency, RATE), `${frequency} Hz`).toBeCloseTo(LEVEL, 0);
      expect(toneLevel(wide.subarray(800), 8_000 - frequency, RATE), `image of ${frequency} Hz`).toBeLessThan(-60);
    }
  });

  test('16 to 8 kHz keeps the telephone band, and nothing above folds back into it', () => {
    for (const frequency of [200, 1_000, 3_000, 3_400]) {
      expect(toneLevel(down(sine(frequency, RATE, 0, 0.25, RATE)).subarray(400), frequency)).toBeCloseTo(LEVEL, 0);
    }
    for (const frequency of [4_700, 5_500, 7_000]) {
      expect(toneLevel(down(sine(frequency, RATE, 0, 0.25, RATE)).subarray(400), 8_000 - frequency), `${frequency} Hz`).toBeLessThan(-60);
    }
  });

  test('a whole sound of any usual rate keeps its tone and length', () => {
    for (const rate of [11_025, 22_050, 24_000, 44_100, 48_000]) {
      const heard = whole(sine(1_000, rate, 0, 0.25, rate), rate);
      expect(heard.length).toBe(RATE);
      expect(toneLevel(heard.subarray(800, 15_200), 1_000, RATE), `${rate} Hz`).toBeCloseTo(LEVEL, 0);
    }
    expect(toneLevel(whole(sine(12_000, 48_000, 0, 0.25, 48_000), 48_000), 4_000, RATE)).toBeLessThan(-50);
  });
});
