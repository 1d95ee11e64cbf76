import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock, Logger, Timer } from '@zuoxi/kit';
import { eq } from 'drizzle-orm';
import { type Database, tables } from '../../db/index.ts';
import type { Engine } from '../engine/index.ts';
import { checkWav } from './wav-check.ts';

const SWEEP_MS = 30_000;
/** Promise 5: length within 2 s of the talk time. */
const LENGTH_TOLERANCE_S = 2;

type RecordingRow = typeof tables.recording.$inferSelect;

/**
 * Brings finished recordings from the engine into our own folder over HTTP (no shared disk), checks each one, and only
 * then deletes the engine's copy. What a crash of either side left behind is found by the sweep.
 */
export class RecordingCollector {
  readonly #database: Database;
  readonly #engine: Engine;
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #sweepTimer: Timer | undefined;
  #stopped = false;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(options: { database: Database; engine: Engine; folder: string; clock: Clock; logger: Logger }) {
    this.#database = options.database;
    this.#engine = options.engine;
    this.#folder = options.folder;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  start(): void {
    this.#sweepTimer = this.#clock.setTimer(SWEEP_MS, () => {
      void this.sweep()
        .catch((error: unknown) => this.#logger.warn({ err: error }, 'the sweep for recordings failed'))
        .finally(() => {
          if (!this.#stopped) this.start();
        });
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#sweepTimer?.cancel();
    await Promise.all(this.#underWay.values());
  }

  /** Fetches one by its engine name; a second call while it runs joins the first. */
  collect(name: string): Promise<void> {
    const running = this.#underWay.get(name);
    if (running) return running;
    const run = this.#collect(name)
      .catch((error: unknown) => this.#logger.warn({ err: error, name }, 'a recording could not be fetched; it is tried again'))
      .finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, run);
    return run;
  }

  /** Recordings whose call has ended and that are not here: fetched now. */
  async sweep(): Promise<void> {
    if (!this.#engine.isAvailable) return;
    const open = await this.#database.system.select().from(tables.recording).where(eq(tables.recording.state, 'recording'));
    for (const row of open) {
      if (!this.#engine.callControl.world.calls.has(row.callId)) await this.collect(row.name);
    }
  }

  async #collect(name: string): Promise<void> {
    const [row] = await this.#database.system.select().from(tables.recording).where(eq(tables.recording.name, name));
    if (row?.state !== 'recording') return;
    const path = join(row.tenantId, row.startedAt.toISOString().slice(0, 7), `${name}.wav`);
    const target = join(this.#folder, path);
    await mkdir(dirname(target), { recursive: true });
    const deleteOriginal = await this.#engine.fetchRecording(name, target);
    if (!deleteOriginal) {
      this.#logger.error({ name, callId: row.callId }, 'a recording is missing in the engine');
      await this.#save(row, { state: 'missing' });
      return;
    }
    await this.#save(row, { path, ...(await this.#check(row, target)) });
    await deleteOriginal();
  }

  async #check(row: RecordingRow, file: string): Promise<Pick<RecordingRow, 'state' | 'durationS' | 'bytes'>> {
    const sound = await readFile(file);
    const bytes = sound.length;
    const wav = checkWav(sound);
    const [call] = await this.#database.system
      .select({ talkS: tables.callRecord.talkS })
      .from(tables.callRecord)
      .where(eq(tables.callRecord.id, row.callId));
    if (!wav) return { state: 'missing', durationS: 0, bytes };
    const tooShort = call !== undefined && Math.abs(wav.durationS - call.talkS) > LENGTH_TOLERANCE_S;
    const state = tooShort ? 'short' : wav.audible.every(Boolean) ? 'ready' : 'silent';
    if (state !== 'ready') this.#logger.warn({ callId: row.callId, state, ...wav }, 'a recording did not pass its check');
    return { state, durationS: wav.durationS, bytes };
  }

  async #save(row: RecordingRow, values: Partial<RecordingRow>): Promise<void> {
    await this.#database.system.update(tables.recording).set(values).where(eq(tables.recording.id, row.id));
  }
}
