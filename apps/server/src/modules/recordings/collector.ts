import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Clock, type Logger, PRIVATE_FOLDER } from '@zuoxi/kit';
import { and, eq, inArray } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import { inOrder } from '../../platform/facts/index.ts';
import { callEvent } from '../../platform/facts/tables.ts';
import { callRecord } from '../calls/tables.ts';
import { Collection, type SoundSource } from './collection.ts';
import type { SoundReader } from './sound-reader.ts';
import { recording } from './tables.ts';

/** Promise 5: length within 2 s of the talk time. */
const LENGTH_TOLERANCE_S = 2;

/** Who hangs up sooner has said nothing, and the engine may not have begun to record. In seconds. */
const SHORTEST_TALK_S = 1;

/** Less than this is lost without anybody noticing, in seconds. */
const SHORTEST_GAP_S = 0.5;

/** After so long the record of a call is waited for no longer. */
const RECORD_LIMIT_MS = 10 * 60_000;

/** Between which a recording is made; `recordingFinished` is the engine's word, and is what is checked. */
const BOUNDARIES = ['recordingStarted', 'recordingStopped', 'customerLeft', 'talkEnded', 'ended'];

type RecordingRow = typeof recording.$inferSelect;

/** In ms; of two of one call the difference is right whatever was done to the wall clock. */
const timeOf = ({ at, steadyAt }: RecordingEvent): number => steadyAt ?? at.getTime();

export interface CollectorOptions {
  database: Database;
  engine: SoundSource;
  /** Where they are kept. */
  folder: string;
  clock: Clock;
  logger: Logger;
}

/**
 * Brings finished recordings from the engine into our own folder over HTTP (no shared disk), checks each one, and only
 * then deletes the engine's copy.
 */
export class RecordingCollector extends Collection {
  readonly #database: Database;
  readonly #engine: SoundSource;
  readonly #folder: string;
  readonly #sound: Pick<SoundReader, 'read'>;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(options: CollectorOptions & { sound: Pick<SoundReader, 'read'> }) {
    super({ what: 'a recording', open: () => this.#open(), fetch: (name) => this.#collect(name) }, options);
    this.#database = options.database;
    this.#engine = options.engine;
    this.#folder = options.folder;
    this.#sound = options.sound;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  #open(): Promise<{ name: string; callId: string }[]> {
    const { name, callId, state } = recording;
    return this.#database.system.select({ name, callId }).from(recording).where(eq(state, 'recording'));
  }

  async #collect(name: string): Promise<void> {
    const [row] = await this.#database.system.select().from(recording).where(eq(recording.name, name));
    if (row?.state !== 'recording') return;
    const path = join(row.tenantId, row.startedAt.toISOString().slice(0, 7), `${name}.wav`);
    const target = join(this.#folder, path);
    await mkdir(dirname(target), { recursive: true, mode: PRIVATE_FOLDER });
    const deleteOriginal = await this.#engine.fetchRecording(name, target);
    if (!deleteOriginal) {
      await this.#missing(row, await this.#eventsOf(row), { state: 'missing' });
      return;
    }
    const events = await this.#eventsOf(row);
    const found = await this.#check(row, target, events);
    await (found.state === 'missing' ? this.#missing(row, events, { path, ...found }) : this.#save(row, { path, ...found }));
    await deleteOriginal();
  }

  /** A conversation of less than a second owes no recording: nobody has to look for one. */
  async #missing(row: RecordingRow, events: readonly RecordingEvent[], found: Partial<RecordingRow>): Promise<void> {
    if (!isBrief(events)) {
      this.#logger.error({ name: row.name, callId: row.callId }, 'a recording is missing in the engine');
      return this.#save(row, found);
    }
    await this.#database.system.transaction(async (db) => {
      const changed = await db
        .update(callRecord)
        .set({ recordingId: null })
        .where(eq(callRecord.id, row.callId))
        .returning({ id: callRecord.id });
      // The record of a call is made by a consumer of its own, and would name a recording that is gone. Most often it takes milliseconds.
      const isYoung = this.#clock.now() - row.startedAt.getTime() < RECORD_LIMIT_MS;
      if (changed.length === 0 && isYoung) throw new Error('the record of its call is not there yet');
      await db.delete(recording).where(eq(recording.id, row.id));
    });
    if (found.path) await rm(join(this.#folder, found.path), { force: true });
  }

  async #check(
    row: RecordingRow,
    file: string,
    events: readonly RecordingEvent[],
  ): Promise<Pick<RecordingRow, 'state' | 'durationS' | 'bytes' | 'gapS'>> {
    const { size: bytes } = await stat(file);
    const wav = await this.#sound.read(file);
    const expectedS = expectedLength(events);
    const gapS = lostIn(events);
    if (!wav) return { state: 'missing', durationS: 0, bytes, gapS };
    const tooShort = expectedS !== undefined && Math.abs(wav.durationS - expectedS) > LENGTH_TOLERANCE_S;
    // Of somebody who hangs up at once there is nothing to hear.
    const isHeard = isBrief(events) || wav.audible.every(Boolean);
    const whole = tooShort ? 'short' : isHeard ? 'ready' : 'silent';
    const state = gapS >= SHORTEST_GAP_S ? 'damaged' : whole;
    if (state !== 'ready')
      this.#logger.warn(
        { callId: row.callId, state, gapS, durationS: wav.durationS, audible: wav.audible },
        'a recording did not pass its check',
      );
    return { state, durationS: wav.durationS, bytes, gapS };
  }

  /** What call control said of this recording and of its call, in order. */
  async #eventsOf(row: RecordingRow): Promise<RecordingEvent[]> {
    const events = await this.#database.system
      .select()
      .from(callEvent)
      .where(and(eq(callEvent.callId, row.callId), inArray(callEvent.type, [...BOUNDARIES, 'recordingFinished'])))
      .orderBy(...inOrder(callEvent));
    return events.filter(({ detail }) => detail.name === undefined || detail.name === row.name);
  }

  async #save(row: RecordingRow, values: Partial<RecordingRow>): Promise<void> {
    await this.#database.system.update(recording).set(values).where(eq(recording.id, row.id));
  }
}

type RecordingEvent = Pick<typeof callEvent.$inferSelect, 'type' | 'at' | 'steadyAt' | 'detail'>;

/** Seconds from its start to its end, or to that of the conversation; undefined when the call has not ended. */
function expectedLength(events: readonly RecordingEvent[]): number | undefined {
  const boundaries = events.filter(({ type }) => BOUNDARIES.includes(type));
  const end = boundaries.find(({ type }) => type !== 'recordingStarted');
  const start = boundaries.find(({ type }) => type === 'recordingStarted');
  return start && end ? (timeOf(end) - timeOf(start)) / 1000 : undefined;
}

const isBrief = (events: readonly RecordingEvent[]): boolean => (expectedLength(events) ?? SHORTEST_TALK_S) < SHORTEST_TALK_S;

/** Seconds that the engine says were lost. */
function lostIn(events: readonly RecordingEvent[]): number {
  const lostMs = events.find(({ type }) => type === 'recordingFinished')?.detail.lostMs;
  return typeof lostMs === 'number' && lostMs > 0 ? lostMs / 1000 : 0;
}
