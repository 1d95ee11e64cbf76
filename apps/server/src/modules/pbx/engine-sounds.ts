import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AriFiles } from '@zuoxi/ari';
import type { Logger } from '@zuoxi/kit';
import { pcmWav } from '@zuoxi/sound';
import type { SoundLibrary } from './sound-library.ts';

/** The prompts that ship with the product. */
export const PROMPTS_FOLDER = new URL('../../../prompts/', import.meta.url).pathname;

/** Everything of ours is below this in an engine. */
const OURS = 'zuoxi/';
/** A sound of no length whose name says which shipped set the engine has: it need not be sent again. */
const SET = `${OURS}set/`;
const EMPTY_WAV = pcmWav(new Int16Array());
const AT_A_TIME = 8;

/**
 * The sounds in one engine that takes sounds (`PUT /sounds/{name}`): the shipped ones, the call centres' own, and texts that
 * were spoken. Names say what is in them (revision, key, set), so a name that is there is right.
 */
export class EngineSounds {
  readonly #files: AriFiles;
  readonly #library: SoundLibrary;
  readonly #logger: Logger;
  /** Undefined while the engine is away, or takes no sounds. */
  #there: Set<string> | undefined;

  constructor(options: { files: AriFiles; sounds: SoundLibrary; logger: Logger }) {
    this.#files = options.files;
    this.#library = options.sounds;
    this.#logger = options.logger;
  }

  /** After a (re)connection. A sound that cannot be sent keeps no call from being taken. */
  async pushAll(): Promise<void> {
    const names = await this.#files.listSounds().catch((error: unknown) => {
      this.#logger.warn({ err: error }, 'the engine does not tell which sounds it has; all are sent');
      return [];
    });
    const there = new Set(names.filter((name) => name.startsWith(OURS)));
    this.#there = there;
    await this.#pushShipped(there);
    await this.pushChanges();
  }

  /** The engine is away: what it has is looked at when it is back. */
  forget(): void {
    this.#there = undefined;
  }

  /** Own sounds that are new, and those that are no more. */
  async pushChanges(): Promise<void> {
    const there = this.#there;
    if (!there) return;
    const wanted = new Map([...this.#library.wanted()].map(([name, path]) => [OURS + name, path]));
    await inGroups(
      [...wanted].filter(([name]) => !there.has(name)),
      ([name, path]) => this.#send(name, path),
    );
    for (const name of [...there].filter((known) => known.startsWith(`${OURS}t/`) && !wanted.has(known))) await this.#remove(name);
  }

  /** One sound now; rejects when the engine is there and does not take it. `name` without `zuoxi/`. */
  async deliver(name: string, wav: Buffer): Promise<void> {
    const there = this.#there;
    if (!there || there.has(OURS + name)) return;
    await this.#files.putSound(OURS + name, wav);
    there.add(OURS + name);
  }

  async drop(name: string): Promise<void> {
    if (this.#there?.has(OURS + name)) await this.#remove(OURS + name);
  }

  async #pushShipped(there: ReadonlySet<string>): Promise<void> {
    const { mark, sounds } = await shippedSet();
    if (there.has(SET + mark)) return;
    let complete = true;
    await inGroups([...sounds], async ([name, path]) => {
      complete = (await this.#send(OURS + name, path)) && complete;
    });
    for (const old of [...there].filter((name) => name.startsWith(SET))) await this.#remove(old);
    if (complete) await this.#files.putSound(SET + mark, EMPTY_WAV);
  }

  async #send(name: string, path: string): Promise<boolean> {
    try {
      await this.#files.putSound(name, await readFile(path));
      this.#there?.add(name);
      return true;
    } catch (error) {
      this.#logger.warn({ err: error, name }, 'a sound could not be sent to the engine');
      return false;
    }
  }

  async #remove(name: string): Promise<void> {
    try {
      await this.#files.deleteSound(name);
      this.#there?.delete(name);
    } catch (error) {
      // It stays there and is heard by nobody.
      this.#logger.warn({ err: error, name }, 'a sound could not be removed from the engine');
    }
  }
}

async function inGroups<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < all.length; at += AT_A_TIME) await Promise.all(all.slice(at, at + AT_A_TIME).map(work));
}

let shipped: Promise<{ mark: string; sounds: Map<string, string> }> | undefined;

/** Name → file of the shipped sounds, and a mark of all that is in them. They do not change while we run. */
function shippedSet(): Promise<{ mark: string; sounds: Map<string, string> }> {
  shipped ??= (async () => {
    const sounds = new Map<string, string>();
    for (const entry of await readdir(PROMPTS_FOLDER, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.wav')) continue;
      const path = join(entry.parentPath, entry.name);
      sounds.set(path.slice(PROMPTS_FOLDER.length).replace(/\.wav$/, ''), path);
    }
    const hash = createHash('sha256');
    for (const name of [...sounds.keys()].sort()) hash.update(name).update(await readFile(sounds.get(name) ?? ''));
    return { mark: hash.digest('hex').slice(0, 24), sounds };
  })();
  return shipped;
}
