import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Fact } from '@zuoxi/callcontrol';
import type {
  Page,
  PageQuery,
  Prompt,
  PromptInput,
  PromptSource,
  PromptUpload,
  ShippedSounds,
  Speech,
  SpokenPrompt,
} from '@zuoxi/contract';
import type { Clock, Ids, Logger } from '@zuoxi/kit';
import { and, count, eq } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Changed, changeWith } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { listPage } from '../../platform/lists/index.ts';
import { audit } from '../audit/index.ts';
import { PROMPTS_FOLDER, refuseInUse, type SoundLibrary, type SoundOfPrompt, usesOfAll } from '../pbx/index.ts';
import { type SoundConverter, type TelephoneSound, telephoneSeconds } from '../sound-files/index.ts';
import type { SpeechService } from '../speech/index.ts';
import { PhoneRecorder, type RecordingEngine } from './phone-recorder.ts';
import { shippedSounds } from './shipped.ts';
import { prompt as promptTable } from './tables.ts';

/** Prompts and music of a call centre's own. */
export interface Prompts {
  list(actor: Actor, query: PageQuery): Promise<Page<Prompt>>;
  /** What ships with the product, and what this installation can make sounds of. */
  shipped(): Promise<ShippedSounds>;
  /** A file as it was sent in. */
  upload(actor: Actor, input: PromptUpload, file: Buffer): Promise<Prompt>;
  speak(actor: Actor, input: SpokenPrompt): Promise<Prompt>;
  /** How a text would sound, as WAV; nothing is kept in the list. */
  preview(actor: Actor, speech: Speech): Promise<Buffer>;
  update(actor: Actor, id: string, input: PromptInput): Promise<Prompt>;
  /** Another sound under the same name: whatever uses it, plays the new one from the next call on. */
  replaceByFile(actor: Actor, id: string, file: Buffer): Promise<Prompt>;
  replaceBySpeech(actor: Actor, id: string, speech: Speech): Promise<Prompt>;
  /** One's own phone rings; the prompt is in the list at once, and has its sound when the call is over. */
  recordNew(actor: Actor, input: PromptUpload): Promise<Prompt>;
  /** The same for one that is there: it keeps its sound until the new one is there. */
  recordAgain(actor: Actor, id: string): Promise<void>;
  /** What was being recorded when the server ended has come to nothing. */
  forgetRecordings(): Promise<void>;
  takeFacts(facts: readonly Fact[]): void;
  stop(): void;
  /** Refused with `uses.inUse` while something plays it. */
  remove(actor: Actor, id: string): Promise<void>;
  /** Path of the sound; of another call centre's prompts there is none. */
  open(actor: Actor, id: string): Promise<string>;
}

export interface PromptsOptions {
  database: Database;
  converter: SoundConverter;
  speech: SpeechService;
  library: SoundLibrary;
  /** Gives a sound to the engines that take sounds. */
  deliver(name: string, wav: Buffer): Promise<void>;
  engine: RecordingEngine;
  ids: Ids;
  clock: Clock;
  logger: Logger;
  changed: Changed;
}

type PromptRow = typeof promptTable.$inferSelect;

/** Prompts of one call centre: every engine has all of them. */
const MOST_PROMPTS = 1000;
/** Of a recording by phone, in seconds: less is nothing said. */
const SHORTEST_S = 0.5;

export function createPrompts(options: PromptsOptions): Prompts {
  const { database, converter, speech, library, clock, ids } = options;

  async function presentAll(db: TenantDb, rows: readonly PromptRow[]): Promise<Prompt[]> {
    const uses = await usesOfAll(
      db,
      rows.map(({ id }) => id),
    );
    return rows.map(({ tenantId: _tenantId, createdAt, updatedAt, ...row }) => ({
      ...row,
      usedBy: uses.get(row.id) ?? [],
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
    }));
  }

  async function present(db: TenantDb, row: PromptRow): Promise<Prompt> {
    const [prompt] = await presentAll(db, [row]);
    return prompt ?? fail('request.notFound');
  }

  async function one(db: TenantDb, id: string): Promise<PromptRow> {
    const [row] = await db.select().from(promptTable).where(eq(promptTable.id, id));
    return row ?? fail('request.notFound');
  }

  const change = changeWith(database, options.changed, {
    constraint: 'prompt_tenantId_name',
    taken: (name) => fail('prompts.nameTaken', { name }),
  });

  /** The file is there before the row that names it, and the engines have it before call control does. */
  async function keep<T>(prompt: SoundOfPrompt, { wav }: TelephoneSound, save: () => Promise<T>): Promise<T> {
    const path = library.fileOf(prompt);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, wav, { mode: 0o600 });
    await rename(`${path}.part`, path);
    // An engine that does not take it now is asked again when the administration is pushed.
    await options.deliver(library.nameOf(prompt), wav).catch(() => {});
    try {
      return await save();
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  async function create(actor: Actor, input: PromptInput & { source: PromptSource }, sound: TelephoneSound): Promise<Prompt> {
    const prompt = { id: ids.uuid(), tenantId: actor.tenantId, revision: 1 };
    return keep(prompt, sound, () =>
      change(actor, input.name, async (db) => {
        await refuseTooMany(db);
        await db.insert(promptTable).values({ ...prompt, ...input, ...measures(sound), state: 'ready' });
        await audit(db, actor, 'prompts.create', prompt.id, { name: input.name, kind: input.kind, source: input.source });
        return present(db, await one(db, prompt.id));
      }),
    );
  }

  async function replace(actor: Actor, id: string, sound: TelephoneSound, values: Partial<PromptRow>): Promise<Prompt> {
    const old = await database.tenant(actor.tenantId, (db) => one(db, id));
    // A revision that another one makes at this moment is no longer free, and the update below finds none.
    const prompt = { ...old, revision: old.revision + 1 };
    const replaced = await keep(prompt, sound, () =>
      change(actor, undefined, async (db) => {
        const { revision } = prompt;
        const current = await one(db, id);
        if (current.revision !== old.revision) fail('uses.missing');
        const saved = { ...values, ...measures(sound), revision, state: 'ready' as const, updatedAt: new Date(clock.now()) };
        await db.update(promptTable).set(saved).where(eq(promptTable.id, id));
        const after = await one(db, id);
        await audit(db, actor, 'prompts.replace', id, { name: old.name, revision, source: values.source }, { before: current, after });
        return present(db, after);
      }),
    );
    await rm(library.fileOf(old), { force: true });
    return replaced;
  }

  const spoken = async ({ tenantId }: Actor, text: Speech): Promise<TelephoneSound> => {
    const wav = await speech.sound(text.text, text.language, tenantId);
    return { wav, durationS: telephoneSeconds(wav) };
  };

  const recorder = new PhoneRecorder({
    ...options,
    async recorded(actor, promptId, file) {
      const kept = await keepRecorded(actor, promptId, file).catch((error: unknown) => {
        options.logger.warn({ err: error, promptId }, 'a prompt recorded by phone is no sound');
        return false;
      });
      if (!kept) await recordingFailed(promptId);
    },
  });

  async function keepRecorded(actor: Actor, id: string, file: Buffer | undefined): Promise<boolean> {
    if (!file) return false;
    const { kind } = await database.tenant(actor.tenantId, (db) => one(db, id));
    const sound = await converter.convert(file, kind, actor.tenantId);
    if (sound.durationS < SHORTEST_S) return false;
    await replace(actor, id, sound, { source: 'phone' });
    return true;
  }

  /** A prompt that had a sound keeps it. */
  async function recordingFailed(id?: string): Promise<void> {
    const prompt = promptTable;
    const which = and(eq(prompt.state, 'recording'), id === undefined ? undefined : eq(prompt.id, id));
    await database.system
      .update(prompt)
      .set({ state: 'failed', updatedAt: new Date(clock.now()) })
      .where(which);
  }

  return {
    takeFacts: (facts) => recorder.take(facts),
    stop: () => recorder.stop(),
    forgetRecordings: () => recordingFailed(),

    async recordNew(actor, input) {
      const id = ids.uuid();
      const created = await change(actor, input.name, async (db) => {
        await refuseTooMany(db);
        const nothing = { source: 'phone' as const, state: 'recording' as const, revision: 0, durationS: 0, bytes: 0 };
        await db.insert(promptTable).values({ id, tenantId: actor.tenantId, ...input, ...nothing });
        await audit(db, actor, 'prompts.create', id, { name: input.name, kind: input.kind, source: 'phone' });
        return present(db, await one(db, id));
      });
      try {
        recorder.start(actor, id, input.language);
      } catch (error) {
        await database.tenant(actor.tenantId, (db) => db.delete(promptTable).where(eq(promptTable.id, id)));
        throw error;
      }
      return created;
    },

    async recordAgain(actor, id) {
      const { language } = await database.tenant(actor.tenantId, (db) => one(db, id));
      recorder.start(actor, id, language);
    },

    list: (actor, query) =>
      database.tenant(actor.tenantId, async (db) => {
        const { name, kind, source, durationS, updatedAt, createdAt, text, id } = promptTable;
        const page = await listPage<PromptRow, PromptRow>(db, query, {
          from: promptTable,
          sortable: { name, kind, source, durationS, updatedAt, createdAt },
          searched: [name, text],
          defaultSort: 'name',
          tieBreak: id,
          present: (row) => row,
        });
        return { ...page, rows: await presentAll(db, page.rows) };
      }),

    shipped: async () => ({
      sounds: await shippedSounds(PROMPTS_FOLDER),
      speech: (await speech.engineName()) ?? null,
      converter: await converter.by(),
    }),

    upload: async (actor, input, file) =>
      create(actor, { ...input, text: '', source: 'upload' }, await converter.convert(file, input.kind, actor.tenantId)),
    speak: async (actor, input) => create(actor, { ...input, kind: 'prompt', source: 'speech' }, await spoken(actor, input)),
    preview: ({ tenantId }, { text, language }) => speech.sound(text, language, tenantId),

    update: (actor, id, input) =>
      change(actor, input.name, async (db) => {
        const before = await one(db, id);
        await db
          .update(promptTable)
          .set({ ...input, updatedAt: new Date(clock.now()) })
          .where(eq(promptTable.id, id));
        const after = await one(db, id);
        await audit(db, actor, 'prompts.update', id, { name: input.name, kind: input.kind }, { before, after });
        return present(db, after);
      }),

    replaceByFile: async (actor, id, file) => {
      const { kind } = await database.tenant(actor.tenantId, (db) => one(db, id));
      return replace(actor, id, await converter.convert(file, kind, actor.tenantId), { source: 'upload' });
    },
    replaceBySpeech: async (actor, id, text) => {
      await database.tenant(actor.tenantId, (db) => one(db, id));
      return replace(actor, id, await spoken(actor, text), { ...text, source: 'speech' });
    },

    async remove(actor, id) {
      const removed = await change(actor, undefined, async (db) => {
        const row = await one(db, id);
        await refuseInUse(db, id);
        await db.delete(promptTable).where(eq(promptTable.id, id));
        await audit(db, actor, 'prompts.remove', id, { name: row.name }, { before: row, after: null });
        return row;
      });
      await rm(library.fileOf(removed), { force: true });
    },

    open: (actor, id) =>
      database.tenant(actor.tenantId, async (db) => {
        const row = await one(db, id);
        return row.state === 'ready' ? library.fileOf(row) : fail('prompts.notReady');
      }),
  };
}

async function refuseTooMany(db: TenantDb): Promise<void> {
  const [counted] = await db.select({ prompts: count() }).from(promptTable);
  if ((counted?.prompts ?? 0) >= MOST_PROMPTS) fail('prompts.tooMany', { limit: MOST_PROMPTS });
}

const measures = ({ wav, durationS }: TelephoneSound) => ({ durationS, bytes: wav.length });
