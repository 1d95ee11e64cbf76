import type { CallFact, Fact } from '@zuoxi/callcontrol';
import { cleanText, type Logger, systemIds } from '@zuoxi/kit';
import { eq } from 'drizzle-orm';
import { type Database, describeRefusal, FencedError, isDatabaseAway, isOfTheMoment, type TenantDb, tables } from '../../db/index.ts';
import type { DirectoryStore } from '../pbx/index.ts';
import { storeAfterCall } from './after-call.ts';
import { storeConference } from './conferences.ts';
import { foldCall } from './fold-call.ts';
import { type LiveRow, storeLiveRows } from './live-state.ts';
import { eventRow, inOrder, partyRows, recordRow, segmentRows, type WallTime } from './rows.ts';

/** A fact on its way into the database. */
export interface Entry {
  /** Made before the insert, so that an entry that is stored again changes nothing. Ids sort as the facts do. */
  id: string;
  /** Its times are call control's. */
  fact: Fact;
  /** What the wall clock showed at `fact.at`, epoch ms. */
  wallAt: number;
}

/** What one transaction stores. */
export interface Batch {
  entries: readonly Entry[];
  live: readonly LiveRow[];
}

export interface Stored {
  /** Facts that are in the log now, in order. */
  facts: Fact[];
  /** Calls whose record was written. */
  recorded: { tenantId: string; callId: string }[];
  setAside: number;
}

/** `store`: the event itself was refused. `derive`: it is in the log, and what is made of it was refused. */
type Stage = 'store' | 'derive';

/** A fact that fails for a reason of the moment (a deadlock, a time-out) is refused after so many tries of its own. */
const MOST_TRIES = 5;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Puts facts, what is made of them, and the live state into the database.
 *
 *   whole batch in one transaction ──refused──▶ each in a savepoint of its own ──refused──▶ set aside, the others go on
 *                 └──database away──▶ rejects; the caller keeps the batch and tries again ◀──database away──┘
 */
export class FactStore {
  readonly #database: Database;
  readonly #directory: DirectoryStore;
  readonly #logger: Logger;
  readonly #tries = new Map<string, number>();

  constructor(options: { database: Database; directory: DirectoryStore; logger: Logger }) {
    this.#database = options.database;
    this.#directory = options.directory;
    this.#logger = options.logger;
  }

  /** Rejects only when the database is away: then nothing of the batch is stored. */
  async store(batch: Batch): Promise<Stored> {
    try {
      return await this.#database.fenced((db) => this.#together(db, batch));
    } catch (error) {
      if (error instanceof FencedError || isDatabaseAway(error)) throw error;
      this.#logger.warn({ err: error, entries: batch.entries.length }, 'facts were not stored together; each is tried by itself');
    }
    return this.#database.fenced((db) => this.#oneByOne(db, batch));
  }

  /** Runs one that was set aside again, in the caller's transaction; its text is cleaned first. Rejects when it is refused again. */
  async runAgain(db: TenantDb, { stage, ...entry }: Entry & { stage: Stage }): Promise<Stored> {
    const { fact } = entry;
    if (stage === 'store') await insertEvents(db, [entry]);
    const recorded = await this.#derive(db, entry);
    // The call may be over, and its record was made without this fact.
    if (fact.stream === 'call' && recorded.length === 0 && (await this.#writeRecord(db, fact.callId)))
      recorded.push({ tenantId: fact.tenantId, callId: fact.callId });
    return { facts: [fact], recorded, setAside: 0 };
  }

  async #together(db: TenantDb, { entries, live }: Batch): Promise<Stored> {
    await insertEvents(db, entries);
    const recorded = [];
    for (const entry of entries) recorded.push(...(await this.#derive(db, entry)));
    await storeLiveRows(db, live);
    return { facts: entries.map(({ fact }) => fact), recorded, setAside: 0 };
  }

  async #oneByOne(db: TenantDb, { entries, live }: Batch): Promise<Stored> {
    const stored: Stored = { facts: [], recorded: [], setAside: 0 };
    for (const entry of entries) {
      const problem = await this.#refusal(db, entry.id, (inner) => insertEvents(inner, [entry]));
      if (problem !== undefined) {
        await this.#setAside(db, entry, 'store', problem);
        stored.setAside += 1;
        continue;
      }
      stored.facts.push(entry.fact);
      const unmade = await this.#refusal(db, entry.id, async (inner) => {
        stored.recorded.push(...(await this.#derive(inner, entry)));
      });
      if (unmade === undefined) continue;
      await this.#setAside(db, entry, 'derive', unmade);
      stored.setAside += 1;
    }
    for (const row of live) {
      const problem = await this.#refusal(db, row.id, (inner) => storeLiveRows(inner, [row]));
      if (problem === undefined) continue;
      // What was stored of it before is older than the facts: a restart would bring back a call that is over.
      await storeLiveRows(db, [{ ...row, state: undefined }]);
      this.#logger.error({ kind: row.kind, id: row.id, problem }, 'a live state was refused and is not kept over a restart');
    }
    this.#tries.clear();
    return stored;
  }

  /** Undefined: it was done. Rejects when it is the database that is away. */
  async #refusal(db: TenantDb, id: string, work: (db: TenantDb) => Promise<void>): Promise<string | undefined> {
    try {
      await db.transaction(work);
      return undefined;
    } catch (error) {
      // A transaction that still answers proves that the database is there and that this one was refused.
      await db.execute('select 1');
      const tries = (this.#tries.get(id) ?? 0) + 1;
      if (isOfTheMoment(error) && tries < MOST_TRIES) {
        this.#tries.set(id, tries);
        throw error;
      }
      return describeRefusal(error);
    }
  }

  async #setAside(db: TenantDb, { id, fact, wallAt }: Entry, stage: Stage, error: string): Promise<void> {
    const subjectId = fact.stream === 'call' ? fact.callId : fact.agentId;
    this.#logger.error({ fact: fact.type, subjectId, stage, problem: error }, 'a fact was refused by the database and set aside');
    await db
      .insert(tables.setAsideFact)
      .values({
        id,
        tenantId: UUID.test(fact.tenantId) ? fact.tenantId : null,
        stream: fact.stream,
        subjectId: cleanText(subjectId, 100),
        type: cleanText(fact.type, 100),
        at: new Date(Number.isFinite(wallAt) ? wallAt : 0),
        fact: JSON.stringify(fact),
        stage,
        error: cleanText(error, 2000),
      })
      .onConflictDoNothing();
  }

  /** What is made of one fact besides its event. Gives the call whose record was written. */
  async #derive(db: TenantDb, { fact, wallAt }: Entry): Promise<{ tenantId: string; callId: string }[]> {
    if (fact.stream !== 'call') return [];
    const wall: WallTime = (at) => new Date(at - fact.at + wallAt);
    if (fact.type === 'recordingStarted') await openRecording(db, fact, wall);
    await storeAfterCall(db, this.#directory, fact, wall);
    await storeConference(db, fact, wall);
    if (fact.type !== 'ended') return [];
    await this.#writeRecord(db, fact.callId);
    return [{ tenantId: fact.tenantId, callId: fact.callId }];
  }

  /** Folds all events of the call; repeating it gives the same rows. False while the call has not ended. */
  async #writeRecord(db: TenantDb, callId: string): Promise<boolean> {
    const { facts, wall } = await factsOfCall(db, callId);
    const folded = foldCall(facts);
    if (!folded) return false;
    const [recording] = folded.recordingName
      ? await db.select({ id: tables.recording.id }).from(tables.recording).where(eq(tables.recording.name, folded.recordingName))
      : [];
    const record = recordRow(this.#directory, folded, recording?.id ?? null, wall);
    await db
      .insert(tables.callRecord)
      .values(record)
      .onConflictDoUpdate({ target: [tables.callRecord.id, tables.callRecord.startedAt], set: record });
    await db.delete(tables.callSegment).where(eq(tables.callSegment.callId, callId));
    const segments = segmentRows(this.#directory, folded, facts, wall);
    if (segments.length > 0) await db.insert(tables.callSegment).values(segments);
    await db.delete(tables.callParty).where(eq(tables.callParty.callId, callId));
    const parties = partyRows(this.#directory, folded, facts, wall);
    if (parties.length > 0) await db.insert(tables.callParty).values(parties);
    return true;
  }
}

async function insertEvents(db: TenantDb, entries: readonly Entry[]): Promise<void> {
  const callRows = [];
  const agentRows = [];
  for (const { id, fact, wallAt } of entries) {
    if (fact.stream === 'call') callRows.push(eventRow(id, fact, wallAt));
    else {
      const { stream: _stream, at: steadyAt, tenantId, agentId, type, ...detail } = fact;
      agentRows.push({ id, tenantId, accountId: agentId, at: new Date(wallAt), steadyAt, type, detail });
    }
  }
  if (callRows.length > 0) await db.insert(tables.callEvent).values(callRows).onConflictDoNothing();
  if (agentRows.length > 0) await db.insert(tables.agentEvent).values(agentRows).onConflictDoNothing();
}

async function openRecording(db: TenantDb, fact: Extract<CallFact, { type: 'recordingStarted' }>, wall: WallTime): Promise<void> {
  await db
    .insert(tables.recording)
    .values({
      id: systemIds.uuid(),
      tenantId: fact.tenantId,
      callId: fact.callId,
      name: fact.name,
      engine: fact.engine,
      startedAt: wall(fact.at),
      state: 'recording',
    })
    .onConflictDoNothing();
}

/** In order, in call control's time; `wall` is the wall clock as it was when the call began, so that a call is as long as it was. */
async function factsOfCall(db: TenantDb, callId: string): Promise<{ facts: CallFact[]; wall: WallTime }> {
  const { callEvent } = tables;
  const rows = await db
    .select()
    .from(callEvent)
    .where(eq(callEvent.callId, callId))
    .orderBy(...inOrder(callEvent));
  const facts = rows.map(factOfRow);
  const offset = (rows[0]?.at.getTime() ?? 0) - (facts[0]?.at ?? 0);
  return { facts, wall: (at) => new Date(at + offset) };
}

function factOfRow(row: typeof tables.callEvent.$inferSelect): CallFact {
  // The row was made from a CallFact by `insertEvents` and the table is append-only: putting it back together gives that fact.
  return {
    stream: 'call',
    at: row.steadyAt ?? row.at.getTime(),
    tenantId: row.tenantId,
    callId: row.callId,
    type: row.type,
    ...row.detail,
  } as CallFact;
}
