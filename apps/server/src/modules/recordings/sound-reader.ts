import { Worker } from 'node:worker_threads';
import type { SoundFigures } from './sound-figures.ts';

export interface SoundQuestion {
  nr: number;
  path: string;
}

export interface SoundAnswer {
  nr: number;
  /** Undefined: no sound that we know. */
  figures: SoundFigures | undefined;
  /** It could not be read. */
  error?: string;
}

interface Asked {
  resolve(figures: SoundFigures | undefined): void;
  reject(error: Error): void;
}

/**
 * Looks through files of sound in a thread of its own, which begins with the first one: an hour of a call takes half a second of the processor, for
 * which nobody's call control may wait.
 */
export class SoundReader {
  #worker: Worker | undefined;
  #nr = 0;
  readonly #asked = new Map<number, Asked>();

  /** Undefined: no WAV file that we know. Rejects when the file cannot be read, or the thread ends. */
  read(path: string): Promise<SoundFigures | undefined> {
    const worker = this.#worker ?? this.#begin();
    const nr = ++this.#nr;
    return new Promise((resolve, reject) => {
      this.#asked.set(nr, { resolve, reject });
      worker.postMessage({ nr, path } satisfies SoundQuestion);
    });
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }

  #begin(): Worker {
    const worker = new Worker(new URL('./sound-worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 128 } });
    this.#worker = worker;
    worker.unref();
    worker.on('message', ({ nr, figures, error }: SoundAnswer) => {
      const asked = this.#asked.get(nr);
      this.#asked.delete(nr);
      if (error === undefined) asked?.resolve(figures);
      else asked?.reject(new Error(error));
    });
    const end = (error: Error) => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const { reject } of this.#asked.values()) reject(error);
      this.#asked.clear();
    };
    worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => end(new Error(`the thread that reads sound ended with ${code}`)));
    return worker;
  }
}
