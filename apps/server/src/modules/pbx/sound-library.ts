import { timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { prompt as promptTable } from '../prompts/tables.ts';
import type { SecretBox } from '../secrets/index.ts';

/** What makes a new sound of it: the number of its revision. */
export interface SoundOfPrompt {
  id: string;
  tenantId: string;
  revision: number;
}

type PromptRow = typeof promptTable.$inferSelect;

/** `t/<prompt>-<revision>-<mark>` */
const OWN_NAME = /^t\/([0-9a-f-]{36})-([0-9]{1,9})-([0-9a-f]{24})$/;

/**
 * The call centres' own sounds as engines know them. An engine has no session: the mark in the name, which only this
 * installation can make, is what lets it fetch the sound. Strangers do not know it.
 */
export class SoundLibrary {
  readonly #secrets: SecretBox;
  readonly #folder: string;
  #byId = new Map<string, SoundOfPrompt>();

  /** @param folder `prompts` in the data folder */
  constructor(secrets: SecretBox, folder: string) {
    this.#secrets = secrets;
    this.#folder = folder;
  }

  /** All prompts of all call centres, as the database has them now. */
  load(prompts: readonly PromptRow[]): void {
    this.#byId = new Map(prompts.filter(({ state }) => state === 'ready').map((prompt) => [prompt.id, prompt]));
  }

  /** ARI media URIs of those that have a sound, by prompt. */
  mediaOf(prompts: readonly PromptRow[]): Map<string, string> {
    return new Map(prompts.filter(({ state }) => state === 'ready').map((prompt) => [prompt.id, `sound:zuoxi/${this.nameOf(prompt)}`]));
  }

  /** Where the sound of a revision is kept. */
  fileOf({ id, tenantId, revision }: SoundOfPrompt): string {
    return join(this.#folder, tenantId, `${id}-${revision}.wav`);
  }

  /** What engines should have: name → file. */
  wanted(): Map<string, string> {
    return new Map([...this.#byId.values()].map((prompt) => [this.nameOf(prompt), this.fileOf(prompt)]));
  }

  /** The file behind a name that an engine asks for; undefined when there is none, or the mark is not ours. */
  find(name: string): string | undefined {
    const [, id, revision, mark] = OWN_NAME.exec(name) ?? [];
    if (id === undefined || revision === undefined || mark === undefined) return undefined;
    if (!timingSafeEqual(Buffer.from(mark), Buffer.from(this.#markOf(id, Number(revision))))) return undefined;
    const prompt = this.#byId.get(id);
    return prompt?.revision === Number(revision) ? this.fileOf(prompt) : undefined;
  }

  /** Its name in engines, below `zuoxi/`. */
  nameOf({ id, revision }: Pick<SoundOfPrompt, 'id' | 'revision'>): string {
    return `t/${id}-${revision}-${this.#markOf(id, revision)}`;
  }

  #markOf(id: string, revision: number): string {
    return this.#secrets.sign(`prompt\n${id}\n${revision}`).slice(0, 24);
  }
}
