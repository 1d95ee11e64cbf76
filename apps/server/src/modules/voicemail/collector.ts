import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Clock, PRIVATE_FILE, PRIVATE_FOLDER } from '@zuoxi/kit';
import { and, eq } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import { callEvent } from '../../platform/facts/tables.ts';
import { Collection, type CollectorOptions, type SoundSource, soundFigures } from '../recordings/index.ts';
import { voicemail } from './tables.ts';

/** Nothing to hear for longer than this is no message, in seconds. */
const SHORTEST_S = 1;
/** A message takes three minutes at most: an older one that no engine has is nowhere. */
const GIVEN_UP_AFTER_MS = 10 * 60_000;

/** Brings callers' messages from the engine into our own folder, as recordings are: one voice, one channel. */
export class MessageCollector extends Collection {
  readonly #database: Database;
  readonly #engine: SoundSource;
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #changed: () => void;

  /** `changed`: a message can be heard. */
  constructor(options: CollectorOptions & { changed?: () => void }) {
    super({ what: 'a message', open: () => this.#open(), fetch: (name) => this.#collect(name) }, options);
    this.#database = options.database;
    this.#engine = options.engine;
    this.#folder = options.folder;
    this.#clock = options.clock;
    this.#changed = options.changed ?? (() => {});
  }

  /** The engine has said that nothing came of it. */
  async #hasFailed({ callId, name }: typeof voicemail.$inferSelect): Promise<boolean> {
    const failures = await this.#database.system
      .select({ detail: callEvent.detail })
      .from(callEvent)
      .where(and(eq(callEvent.callId, callId), eq(callEvent.type, 'messageFailed')));
    return failures.some(({ detail }) => detail.name === name);
  }

  #open(): Promise<{ name: string; callId: string }[]> {
    const { name, callId, state } = voicemail;
    return this.#database.system.select({ name, callId }).from(voicemail).where(eq(state, 'recording'));
  }

  async #collect(name: string): Promise<void> {
    const [row] = await this.#database.system.select().from(voicemail).where(eq(voicemail.name, name));
    if (row?.state !== 'recording') return;
    const save = (values: Partial<typeof row>) => this.#database.system.update(voicemail).set(values).where(eq(voicemail.id, row.id));
    const message = await this.#engine.fetchMessage(name);
    if (!message) {
      // An engine that is away may be the one that has it; and a young one may be recorded still.
      const isOld = this.#clock.now() - row.startedAt.getTime() > GIVEN_UP_AFTER_MS;
      const isNowhere = this.#engine.isComplete && (isOld || (await this.#hasFailed(row)));
      if (isNowhere) await save({ state: 'missing' });
      return;
    }
    const path = join(row.tenantId, row.startedAt.toISOString().slice(0, 7), `${name}.wav`);
    const target = join(this.#folder, path);
    await mkdir(dirname(target), { recursive: true, mode: PRIVATE_FOLDER });
    await writeFile(target, message.sound, { mode: PRIVATE_FILE });
    const wav = soundFigures(message.sound);
    const isHeard = wav !== undefined && wav.durationS >= SHORTEST_S && wav.audible.some(Boolean);
    await save({ path, state: isHeard ? 'ready' : 'empty', durationS: wav?.durationS ?? 0, bytes: message.sound.length });
    this.#changed();
    await message.remove();
  }
}
