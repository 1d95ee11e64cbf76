import type { TenantDb } from './database.ts';
import { describeRefusal, isOfTheMoment } from './database-errors.ts';

/** What fails for a reason of the moment (a deadlock, a time-out) counts as refused after so many tries of its own. */
const MOST_TRIES = 5;

/** Pieces of work that are carried out one by one within a transaction, so that one that is refused does not undo the others. */
export class Attempts {
  readonly #tries = new Map<string, number>();

  /**
   * In a savepoint. Undefined: it was done. Else why the database refused it. Rejects when it is the database that is away, or for a
   * reason of the moment, as long as that has not happened too often to the piece of that id: the transaction is to be tried again.
   */
  async refusal(db: TenantDb, id: string, work: (db: TenantDb) => Promise<void>): Promise<string | undefined> {
    try {
      await db.transaction(work);
      return undefined;
    } catch (error) {
      // A transaction that still answers proves that the database is there and that it is this piece that fails.
      await db.execute('select 1');
      const tries = (this.#tries.get(id) ?? 0) + 1;
      if (isOfTheMoment(error) && tries < MOST_TRIES) {
        this.#tries.set(id, tries);
        throw error;
      }
      return describeRefusal(error);
    }
  }

  /** All of them are dealt with. */
  forget(): void {
    this.#tries.clear();
  }
}
