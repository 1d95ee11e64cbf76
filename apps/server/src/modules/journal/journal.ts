import type { CallFact, Changed, Fact, World } from '@zuoxi/callcontrol';
import { type Clock, Emitter, type Logger, systemIds } from '@zuoxi/kit';
import { and, asc, eq } from 'drizzle-orm';
import { type Database, type TenantDb, tables } from '../../db/index.ts';
import type { DirectoryStore } from '../pbx/index.ts';
import { storeAfterCall } from './after-call.ts';
import { storeConference } from './conferences.ts';
import { foldCall } from './fold-call.ts';
import { storeLiveState } from './live-state.ts';
import { eventRow, recordRow, segmentRows } from './rows.ts';

interface Entry {
  /** Made before the insert, so that a batch that is tried again is stored once. */
  id: string;
  fact: Fact;
}

export interface JournalEvents {
  callRecorded: { tenantId: string; callId: string };
  recordingFinished: { tenantId: string; callId: string; name: string };
  /** A caller's message is over and can be fetched. */
  messageFinished: { tenantId: string; callId: string; name: string };
}

/** While the database is away, facts wait; a try every second. */
const RETRY_MS = 1000;
const MOST_PER_BATCH = 500;

const KINDS = ['agents', 'calls', 'queues', 'callbacks', 'conferences'] as const;

const noneDirty = () => ({
  agents: new Set<string>(),
  calls: new Set<string>(),
  queues: new Set<string>(),
  callbacks: new Set<string>(),
  conferences: new Set<string>(),
});

/**
 * Stores the facts of call control, in order and once each, folds an ended call into its record, and keeps the live
 * state, all in one transaction a batch. The telephone never waits for it.
 */
export class Journal extends Emitter<JournalEvents> {
  readonly #database: Database;
  readonly #directory: DirectoryStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #world: World;
  #entries: Entry[] = [];
  #dirty = noneDirty();
  #running: Promise<void> | undefined;

  constructor(options: { database: Database; directory: DirectoryStore; clock: Clock; logger: Logger; world: World }) {
    super((error, event) => options.logger.error({ err: error, event }, 'a listener of the journal threw'));
    this.#database = options.database;
    this.#directory = options.directory;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#world = options.world;
  }

  append(facts: readonly Fact[]): void {
    for (const fact of facts) this.#entries.push({ id: systemIds.uuid(), fact });
    this.#wake();
  }

  touch(changed: Changed): void {
    for (const kind of KINDS) for (const id of changed[kind]) this.#dirty[kind].add(id);
    this.#wake();
  }

  /** Resolves when everything appended so far is stored. */
  async flushed(): Promise<void> {
    while (this.#running) await this.#running;
  }

  #wake(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#entries.length > 0 || KINDS.some((kind) => this.#dirty[kind].size > 0)) this.#wake();
    });
  }

  async #run(): Promise<void> {
    // One turn of the event loop gathers what belongs together into one transaction.
    await new Promise<void>((resolve) => setImmediate(resolve));
    const batch = this.#entries.slice(0, MOST_PER_BATCH);
    const dirty = this.#dirty;
    this.#dirty = noneDirty();
    try {
      const written = await this.#database.system.transaction((db) => this.#store(db, batch, dirty));
      this.#entries.splice(0, batch.length);
      for (const call of written) this.emit('callRecorded', call);
      for (const { fact } of batch) {
        if (fact.stream === 'call' && (fact.type === 'recordingFinished' || fact.type === 'messageFinished')) {
          this.emit(fact.type, { tenantId: fact.tenantId, callId: fact.callId, name: fact.name });
        }
      }
    } catch (error) {
      this.#logger.error({ err: error, waiting: this.#entries.length }, 'facts could not be stored; trying again');
      for (const kind of KINDS) for (const id of dirty[kind]) this.#dirty[kind].add(id);
      await new Promise<void>((resolve) => this.#clock.setTimer(RETRY_MS, resolve));
    }
  }

  async #store(db: TenantDb, batch: readonly Entry[], dirty: Changed): Promise<{ tenantId: string; callId: string }[]> {
    const callRows = [];
    const agentRows = [];
    for (const { id, fact } of batch) {
      if (fact.stream === 'call') {
        callRows.push(eventRow(id, fact));
      } else {
        const { stream: _stream, at, tenantId, agentId, type, ...detail } = fact;
        agentRows.push({ id, tenantId, accountId: agentId, at: new Date(at), type, detail });
      }
    }
    if (callRows.length > 0) await db.insert(tables.callEvent).values(callRows).onConflictDoNothing();
    if (agentRows.length > 0) await db.insert(tables.agentEvent).values(agentRows).onConflictDoNothing();
    const written = [];
    for (const { fact } of batch) {
      if (fact.stream !== 'call') continue;
      if (fact.type === 'recordingStarted') await this.#openRecording(db, fact);
      if (fact.type === 'recordingFailed') await markMissing(db, fact.name);
      await storeAfterCall(db, this.#directory, fact);
      await storeConference(db, fact);
      if (fact.type === 'ended') {
        await this.#writeRecord(db, fact.callId);
        written.push({ tenantId: fact.tenantId, callId: fact.callId });
      }
    }
    await storeLiveState(db, this.#world, dirty);
    return written;
  }

  async #openRecording(db: TenantDb, fact: Extract<CallFact, { type: 'recordingStarted' }>): Promise<void> {
    await db
      .insert(tables.recording)
      .values({
        id: systemIds.uuid(),
        tenantId: fact.tenantId,
        callId: fact.callId,
        name: fact.name,
        engine: fact.engine,
        startedAt: new Date(fact.at),
        state: 'recording',
      })
      .onConflictDoNothing();
  }

  /** Folds all events of the call; repeating it gives the same row. */
  async #writeRecord(db: TenantDb, callId: string): Promise<void> {
    const rows = await db.select().from(tables.callEvent).where(eq(tables.callEvent.callId, callId)).orderBy(asc(tables.callEvent.id));
    const facts = rows.map(factOfRow);
    const folded = foldCall(facts);
    if (!folded) return;
    const [recording] = folded.recordingName
      ? await db.select({ id: tables.recording.id }).from(tables.recording).where(eq(tables.recording.name, folded.recordingName))
      : [];
    const record = recordRow(this.#directory, folded, recording?.id ?? null);
    await db
      .insert(tables.callRecord)
      .values(record)
      .onConflictDoUpdate({ target: [tables.callRecord.id, tables.callRecord.startedAt], set: record });
    const segments = segmentRows(this.#directory, folded, facts);
    await db.delete(tables.callSegment).where(eq(tables.callSegment.callId, callId));
    if (segments.length > 0) await db.insert(tables.callSegment).values(segments);
  }
}

async function markMissing(db: TenantDb, name: string): Promise<void> {
  await db
    .update(tables.recording)
    .set({ state: 'missing' })
    .where(and(eq(tables.recording.name, name), eq(tables.recording.state, 'recording')));
}

function factOfRow(row: typeof tables.callEvent.$inferSelect): CallFact {
  // The row was made from a CallFact by `#store` and the table is append-only: putting it back together gives that fact.
  return { stream: 'call', at: row.at.getTime(), tenantId: row.tenantId, callId: row.callId, type: row.type, ...row.detail } as CallFact;
}
