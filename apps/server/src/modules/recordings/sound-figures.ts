import { open } from 'node:fs/promises';
import { type WavLayout, wavLayout, wavSamples } from '@zuoxi/sound';

/** What a look at a WAV file of 8-bit G.711 or 16-bit PCM says. */
export interface SoundFigures {
  durationS: number;
  channels: number;
  /** Per channel: some speech, tone or music was there. */
  audible: boolean[];
  /** Per channel, of stretches of equal length: how loud it is at its loudest, 0 … 1. */
  peaks: number[][];
}

/** Louder than about −50 dBm0 for at least this share of the time counts as something to hear. */
const AUDIBLE_LEVEL = 100;
const AUDIBLE_SHARE = 0.002;
/** As many as are drawn on a wide screen. */
const STRETCHES = 1200;
const FULL_SCALE = 32_768;
/** Chunks before `data` are some hundred bytes. */
const HEAD_BYTES = 4096;
/** Of so many bytes a second of the processor is some ten files; a multiple of every frame's size. */
const READ_BYTES = 1 << 20;

type Known = WavLayout & { format: NonNullable<WavLayout['format']> };

const isKnown = (layout: WavLayout | undefined): layout is Known =>
  layout?.format !== undefined && layout.channels >= 1 && layout.channels <= 2 && layout.rate > 0;

class Meter {
  readonly #layout: Known;
  readonly #frames: number;
  readonly #loud: number[];
  readonly #peaks: Float64Array[];
  #at = 0;

  constructor(layout: Known) {
    this.#layout = layout;
    const { channels, dataBytes, format } = layout;
    this.#frames = Math.floor(dataBytes / (format === 'pcm' ? 2 : 1) / channels);
    this.#loud = new Array<number>(channels).fill(0);
    this.#peaks = Array.from({ length: channels }, () => new Float64Array(Math.min(STRETCHES, Math.max(1, this.#frames))));
  }

  add(data: Buffer): void {
    const { format, channels } = this.#layout;
    const samples = wavSamples(format, data);
    for (let index = 0; index < samples.length; index++) {
      const channel = index % channels;
      const level = Math.abs(samples[index] ?? 0);
      if (level > AUDIBLE_LEVEL) this.#loud[channel] = (this.#loud[channel] ?? 0) + 1;
      const peaks = this.#peaks[channel];
      if (!peaks) continue;
      const stretch = Math.min(peaks.length - 1, Math.floor(((this.#at + Math.floor(index / channels)) * peaks.length) / this.#frames));
      if (level > (peaks[stretch] ?? 0)) peaks[stretch] = level;
    }
    this.#at += Math.floor(samples.length / channels);
  }

  result(): SoundFigures {
    const { rate, channels } = this.#layout;
    return {
      durationS: this.#frames / rate,
      channels,
      audible: this.#loud.map((count) => this.#frames > 0 && count / this.#frames > AUDIBLE_SHARE),
      peaks: this.#peaks.map((levels) => Array.from(levels, (level) => Math.round((level / FULL_SCALE) * 1000) / 1000)),
    };
  }
}

/** Of a file in memory; undefined when it is none of those. */
export function soundFigures(file: Buffer): SoundFigures | undefined {
  const layout = wavLayout(file);
  if (!isKnown(layout)) return undefined;
  const meter = new Meter(layout);
  meter.add(file.subarray(layout.dataAt, layout.dataAt + layout.dataBytes));
  return meter.result();
}

/** The same of a file on disk, a megabyte at a time. It takes a second of the processor for some hours of sound: not for the server's main thread. */
export async function soundFiguresOfFile(path: string): Promise<SoundFigures | undefined> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(size, HEAD_BYTES));
    await file.read(head, 0, head.length, 0);
    const layout = wavLayout(head, size);
    if (!isKnown(layout)) return undefined;
    const meter = new Meter(layout);
    const end = layout.dataAt + layout.dataBytes;
    const chunk = Buffer.alloc(READ_BYTES);
    for (let at = layout.dataAt; at < end; ) {
      const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, end - at), at);
      if (bytesRead === 0) break;
      meter.add(chunk.subarray(0, bytesRead));
      at += bytesRead;
    }
    return meter.result();
  } finally {
    await file.close();
  }
}
