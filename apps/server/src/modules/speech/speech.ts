import { join } from 'node:path';
import { MAX_SPEECH_CHARACTERS, type PromptLanguage } from '@zuoxi/contract';
import type { Clock } from '@zuoxi/kit';
import { fail } from '../../platform/errors.ts';
import { FairQueue } from '../../platform/fair-queue.ts';
import type { SecretBox } from '../secrets/index.ts';
import { SoundConverter } from '../sound-files/index.ts';
import { findSpeechEngine, type SpeechEngine } from './engines.ts';
import { SoundCache } from './sound-cache.ts';

export { findSpeechEngine, type SpeechEngine } from './engines.ts';
export { SoundCache } from './sound-cache.ts';

const CACHE_BYTES = 500 * 1024 * 1024;
/** Texts that wait for the one before; what an IVR asks for beyond that has failed. */
const MOST_WAITING = 100;
/** What callers wait for has its turn beside what the call centres' administrators try. */
const IN_CALLS = 'calls';

export interface SpeechOptions {
  /** `speech` in the data folder. */
  folder: string;
  secrets: SecretBox;
  clock: Clock;
  /** The setting ZUOXI_SPEECH_COMMAND. */
  command: string | undefined;
  /** Gives a sound to the engines that take sounds, under that name; resolves when they have it. */
  deliver(name: string, wav: Buffer): Promise<void>;
  /** It is kept no longer. */
  drop(name: string): void;
  findEngine?: (command: string | undefined) => Promise<SpeechEngine | undefined>;
  cacheBytes?: number;
}

/** Text to speech. What was spoken once is kept. */
export class SpeechService {
  readonly #options: SpeechOptions;
  readonly #cache: SoundCache;
  readonly #converter: SoundConverter;
  readonly #underWay = new Map<string, Promise<Buffer>>();
  /** One at a time, in turn: of two cores one belongs to the calls. */
  readonly #queue = new FairQueue({ atOnce: 1, mostWaiting: MOST_WAITING });

  constructor(options: SpeechOptions) {
    this.#options = options;
    this.#cache = new SoundCache(options.folder, options.cacheBytes ?? CACHE_BYTES, (key) => options.drop(soundName(key)));
    // By library: what an engine of speech writes is a WAV, and a caller is waiting for it.
    this.#converter = new SoundConverter({ folder: join(options.folder, 'work'), findFfmpeg: async () => undefined });
  }

  /** Name of what speaks; undefined = nothing is installed. */
  async engineName(): Promise<string | undefined> {
    return (await this.#engine())?.name;
  }

  /**
   * The text as an ARI media URI that every engine can play at once: `sound:zuoxi/s/<key>`. The key cannot be guessed, by
   * it alone the sound may be fetched. Rejects with `prompts.noSpeech` or `prompts.speechFailed`.
   */
  async media(text: string, language: PromptLanguage): Promise<string> {
    const { key, wav } = await this.#spoken(text, language, IN_CALLS);
    const name = soundName(key);
    await this.#options.deliver(name, wav);
    return `sound:zuoxi/${name}`;
  }

  /** The text as WAV, 8 kHz, 16 bit, mono. Rejects as `media` does. */
  async sound(text: string, language: PromptLanguage, whose = IN_CALLS): Promise<Buffer> {
    return (await this.#spoken(text, language, whose)).wav;
  }

  /** Where the sound of a key is; for engines that fetch it. */
  pathOf(key: string): string {
    return this.#cache.pathOf(key);
  }

  async #engine(): Promise<SpeechEngine | undefined> {
    return (this.#options.findEngine ?? findSpeechEngine)(this.#options.command);
  }

  async #spoken(text: string, language: PromptLanguage, whose: string): Promise<{ key: string; wav: Buffer }> {
    const plain = text.replace(/\p{Cc}+/gu, ' ').trim();
    if (plain === '' || [...plain].length > MAX_SPEECH_CHARACTERS) fail('prompts.speechFailed');
    const engine = (await this.#engine()) ?? fail('prompts.noSpeech');
    const key = this.#options.secrets.sign(`speech\n${engine.name}\n${language}\n${plain}`).slice(0, 32);
    const running = this.#underWay.get(key) ?? this.#started(key, engine, plain, language, whose);
    return { key, wav: await running };
  }

  #started(key: string, engine: SpeechEngine, text: string, language: PromptLanguage, whose: string): Promise<Buffer> {
    const run = this.#make(key, engine, text, language, whose).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, run);
    return run;
  }

  async #make(key: string, engine: SpeechEngine, text: string, language: PromptLanguage, whose: string): Promise<Buffer> {
    const kept = await this.#cache.read(key, new Date(this.#options.clock.now()));
    if (kept) return kept;
    return this.#queue.run(whose, async () => {
      const spoken = await engine.synthesize(text, language);
      // What is wrong with it is of use to whoever wrote the engine, not to who wrote the text.
      const { wav } = await this.#converter.convert(spoken, 'prompt').catch(() => fail('prompts.speechFailed'));
      await this.#cache.write(key, wav);
      return wav;
    });
  }
}

const soundName = (key: string) => `s/${key}`;
