import type { AudioSource, PlaybackEnd, PlayOptions } from './api.ts';
import { FRAME_SAMPLES } from './codec-g711.ts';
import type { PromptCache } from './prompt-cache.ts';
import { Tone } from './tone.ts';

/** Plays one source by frames of 20 ms. It moves on with every beat of the clock, heard or not. */
export class Player {
  readonly id: string;
  readonly #loop: boolean;
  readonly #onEnd: (end: PlaybackEnd, error?: string) => void;
  #samples: Int16Array | undefined;
  #tone: Tone | undefined;
  /** Silence or tone: length in samples. */
  #length = Number.POSITIVE_INFINITY;
  #ready = false;
  #position: number;
  #paused = false;
  #ended = false;
  readonly #out = new Int16Array(FRAME_SAMPLES);
  #current: Int16Array | undefined;

  constructor(
    id: string,
    source: AudioSource,
    options: PlayOptions,
    prompts: PromptCache,
    onEnd: (end: PlaybackEnd, error?: string) => void,
  ) {
    this.id = id;
    this.#loop = options.loop ?? false;
    this.#position = Math.max(0, Math.round((options.offsetMs ?? 0) * 8));
    this.#onEnd = onEnd;
    this.#open(source, prompts);
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The frame of this beat; undefined is silence. */
  get frame(): Int16Array | undefined {
    return this.#current;
  }

  /** Moves on by one frame. */
  advance(): void {
    this.#current = undefined;
    if (!this.#ready || this.#paused || this.#ended) return;
    if (this.#position >= this.#length) {
      if (!this.#loop || this.#length === 0) return this.#finish('done');
      this.#position %= this.#length;
    }
    if (this.#tone) {
      this.#tone.position = this.#position;
      this.#current = this.#tone.next();
    } else if (this.#samples) this.#current = this.#copy(this.#samples);
    this.#position += FRAME_SAMPLES;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
  }

  seek(deltaMs: number): void {
    this.#position = Math.max(0, Math.round(this.#position + deltaMs * 8));
  }

  restart(): void {
    this.#position = 0;
  }

  stop(): void {
    this.#finish('stopped');
  }

  #open(source: AudioSource, prompts: PromptCache): void {
    switch (source.kind) {
      case 'file':
        prompts.load(source.path).then(
          (samples) => {
            this.#samples = samples;
            this.#length = samples.length;
            this.#ready = true;
          },
          (error: unknown) => this.#finish('failed', error instanceof Error ? error.message : String(error)),
        );
        return;
      case 'tone':
        this.#tone = new Tone(source.frequencies, source.cadence, source.levelDbm0);
        break;
      case 'silence':
        if (source.durationMs !== undefined) this.#length = Math.max(0, source.durationMs * 8);
        break;
    }
    this.#ready = true;
  }

  #copy(samples: Int16Array): Int16Array {
    const rest = samples.length - this.#position;
    if (rest >= FRAME_SAMPLES) return samples.subarray(this.#position, this.#position + FRAME_SAMPLES);
    this.#out.fill(0);
    this.#out.set(samples.subarray(this.#position));
    // A loop goes on without a gap inside the frame.
    if (this.#loop) this.#out.set(samples.subarray(0, Math.min(FRAME_SAMPLES - rest, samples.length)), rest);
    return this.#out;
  }

  #finish(end: PlaybackEnd, error?: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#current = undefined;
    this.#onEnd(end, error);
  }
}
