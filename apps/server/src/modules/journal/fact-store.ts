import type { Fact } from '@zuoxi/callcontrol';
import type { Logger } from '@zuoxi/kit';
import { Attempts, type Database, FencedError, isDatabaseAway, type TenantDb } from '../../db/index.ts';
import { appendFacts, type Entry, setAsideRow } from '../../platform/facts/index.ts';
import { setAsideFact } from '../../platform/facts/tables.ts';
import { type LiveRow, storeLiveRows } from './live-state.ts';

/** What one transaction stores. */
export interface Batch {
  entries: readonly Entry[];
  live: readonly LiveRow[];
}

export interface Stored {
  /** Facts that are in the log now, in order. */
  facts: Fact[];
  setAside: number;
}

/** In `set_aside_fact`, for a fact that the log itself could not take. */
export const JOURNAL = 'journal';

/**
 * Puts facts and the live state into the database, and nothing that is made of facts.
 *
 *   whole batch in one transaction ──refused──▶ each in a savepoint of its own ──refused──▶ set aside, the others go on
 *                 └──database away──▶ rejects; the caller keeps the batch and tries again ◀──database away──┘
 */
export class FactStore {
  readonly #database: Database;
  readonly #logger: Logger;
  readonly #attempts = new Attempts();

  constructor(options: { database: Database; logger: Logger }) {
    this.#database = options.database;
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

  async #together(db: TenantDb, { entries, live }: Batch): Promise<Stored> {
    await appendFacts(db, entries);
    await storeLiveRows(db, live);
    return { facts: entries.map(({ fact }) => fact), setAside: 0 };
  }

  async #oneByOne(db: TenantDb, { entries, live }: Batch): Promise<Stored> {
    const stored: Stored = { facts: [], setAside: 0 };
    for (const entry of entries) {
      const problem = await this.#attempts.refusal(db, entry.id, (inner) => appendFacts(inner, [entry]));
      if (problem === undefined) stored.facts.push(entry.fact);
      else {
        await this.#setAside(db, entry, problem);
        stored.setAside += 1;
      }
    }
    for (const row of live) {
      const problem = await this.#attempts.refusal(db, row.id, (inner) => storeLiveRows(inner, [row]));
      if (problem === undefined) continue;
      // What was stored of it before is older than the facts: a restart would bring back a call that is over.
      await storeLiveRows(db, [{ ...row, state: undefined }]);
      this.#logger.error({ kind: row.kind, id: row.id, problem }, 'a live state was refused and is not kept over a restart');
    }
    this.#attempts.forget();
    return stored;
  }

  async #setAside(db: TenantDb, { id, fact, wallAt }: Entry, error: string): Promise<void> {
    const row = setAsideRow(JOURNAL, { id, fact, at: new Date(Number.isFinite(wallAt) ? wallAt : 0) }, error);
    const { subjectId } = row;
    this.#logger.error({ fact: fact.type, subjectId, problem: error }, 'a fact was refused by the database and set aside');
    await db.insert(setAsideFact).values(row).onConflictDoNothing();
  }
}
