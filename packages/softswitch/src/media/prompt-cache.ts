import { open } from 'node:fs/promises';
import { resample } from '@zuoxi/sound';
import { MediaError } from './api.ts';
import { decodeWav } from './wav.ts';

/** Decoded audio kept, in bytes (67 minutes at 8 kHz). */
const MAX_BYTES = 64 * 1024 * 1024;
/** A larger file is not read at all. */
const MAX_FILE = 128 * 1024 * 1024;

/** Samples at 8 kHz, or at 16 kHz when `wide`. */
export interface Prompt {
  samples: Int16Array;
  wide: boolean;
}

interface Entry extends Prompt {
  modifiedMs: number;
  size: number;
}

function atRate(samples: Int16Array, from: number, to: number): Int16Array {
  if (from === to) return samples;
  return Int16Array.from(resample(Float32Array.from(samples), from, to), (value) => Math.max(-32_768, Math.min(32_767, Math.round(value))));
}

/** Decoded prompt files, the least recently used leaving first. A file that has changed is read again. */
export class PromptCache {
  readonly #entries = new Map<string, Entry>();
  readonly #loading = new Map<string, Promise<Prompt>>();
  #bytes = 0;

  /** Rejects with `MediaError('not-found' | 'unsupported-format')`. */
  load(path: string): Promise<Prompt> {
    const running = this.#loading.get(path);
    if (running) return running;
    const load = this.#load(path).finally(() => this.#loading.delete(path));
    this.#loading.set(path, load);
    return load;
  }

  async #load(path: string): Promise<Prompt> {
    const file = await open(path, 'r').catch((cause: unknown) => {
      throw new MediaError('not-found', path, { cause });
    });
    try {
      const { mtimeMs, size } = await file.stat();
      const known = this.#entries.get(path);
      if (known) this.#forget(path, known);
      if (known && known.modifiedMs === mtimeMs && known.size === size) {
        this.#remember(path, known);
        return known;
      }
      if (size > MAX_FILE) throw new MediaError('unsupported-format', 'file too large');
      const { samples, rate } = decodeWav(await file.readFile());
      // What holds more than a telephone carries is kept for those who hear wide band.
      const wide = rate > 8_000;
      const entry = { samples: atRate(samples, rate, wide ? 16_000 : 8_000), wide, modifiedMs: mtimeMs, size };
      this.#remember(path, entry);
      return entry;
    } finally {
      await file.close();
    }
  }

  #remember(path: string, entry: Entry): void {
    if (entry.samples.byteLength > MAX_BYTES / 2) return;
    this.#entries.set(path, entry);
    this.#bytes += entry.samples.byteLength;
    for (const [oldest, value] of this.#entries) {
      if (this.#bytes <= MAX_BYTES) break;
      this.#forget(oldest, value);
    }
  }

  #forget(path: string, entry: Entry): void {
    if (this.#entries.delete(path)) this.#bytes -= entry.samples.byteLength;
  }
}
