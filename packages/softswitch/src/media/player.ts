import type { AudioSource, PlaybackEnd, PlayOptions } from './api.ts';
import { samplesOf } from './codec.ts';
import { FRAME_SAMPLES } from './frame.ts';
import type { Prompt, PromptCache } from './prompt-cache.ts';
import { WidthConverter } from './resample.ts';
import { Tone } from './tone.ts';

/** Plays one source by frames of 20 ms. It moves on with every beat of the clock, heard or not. */
export class Player {
  readonly id: string;
  readonly #loop: boolean;
  readonly #onEnd: (end: PlaybackEnd, error?: string) => void;
  #prompt: Prompt | undefined;
  #tone: Tone | undefined;
  /** In samples at 8 kHz. */
  #length = Number.POSITIVE_INFINITY;
  #ready = false;
  #position: number;
  #paused = false;
  #ended = false;
  readonly #converter = new WidthConverter();
  #out = new Int16Array(FRAME_SAMPLES);
  #beat = 0;
  /** Where the frame of this beat begins; undefined is silence. */
  #from: number | undefined;
  /** The beat for which `#out` holds the frame. */
  #copied = -1;

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

  /** The frame of this beat at 8 or 16 kHz; undefined is silence. */
  frame(wide: boolean): Int16Array | undefined {
    const from = this.#from;
    if (from === undefined) return undefined;
    if (this.#tone) {
      this.#tone.position = from;
      return this.#tone.frame(wide);
    }
    return this.#prompt ? this.#converter.get(this.#copy(this.#prompt, from), wide, this.#beat) : undefined;
  }

  /** Moves on by one frame. */
  advance(): void {
    this.#beat++;
    this.#from = undefined;
    if (!this.#ready || this.#paused || this.#ended) return;
    if (this.#position >= this.#length) {
      if (!this.#loop || this.#length === 0) return this.#finish('done');
      this.#position %= this.#length;
    }
    this.#from = this.#position;
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
          (prompt) => {
            this.#prompt = prompt;
            this.#length = prompt.wide ? prompt.samples.length >> 1 : prompt.samples.length;
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

  /** 20 ms of the prompt at its own width. */
  #copy({ samples, wide }: Prompt, from: number): Int16Array {
    const start = wide ? 2 * from : from;
    const length = samplesOf(wide);
    const rest = samples.length - start;
    if (rest >= length) return samples.subarray(start, start + length);
    if (this.#copied === this.#beat) return this.#out;
    this.#copied = this.#beat;
    if (this.#out.length !== length) this.#out = new Int16Array(length);
    this.#out.fill(0);
    this.#out.set(samples.subarray(start));
    // A loop goes on without a gap inside the frame.
    if (this.#loop) this.#out.set(samples.subarray(0, Math.min(length - rest, samples.length)), rest);
    return this.#out;
  }

  #finish(end: PlaybackEnd, error?: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#from = undefined;
    this.#onEnd(end, error);
  }
}
