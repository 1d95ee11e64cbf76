import { type Database, isUniqueViolation, type TenantDb } from '../db/index.ts';
import type { Actor } from './actor.ts';

/** A name or number that only one row of a call centre may have. */
interface Unique {
  /** Part of the name of PostgreSQL's constraint. */
  constraint: string;
  /** Throws the error of the catalogue. */
  taken(value: string): never;
}

/** One change of the administration that is about to be saved. */
export interface Save {
  tenantId: string;
  /** Writes it in one transaction; `beforeCommit` is called at its end, sees it, and undoes it by throwing. */
  run(beforeCommit: (db: TenantDb) => Promise<void>): Promise<void>;
}

/**
 * The engines and call control follow a change. With `save` it is carried out here, one at a time: an engine that refuses it
 * has it undone everywhere. Without, it has been saved before.
 */
export type Changed = (save?: Save) => Promise<void>;

/**
 * How the administration changes something: in one transaction of the actor's tenant, which the engines have taken before its
 * commit; after it call control is told. `value` is what must be unique; a removal has none.
 */
export type Change = <T>(actor: Pick<Actor, 'tenantId'>, value: string | undefined, work: (db: TenantDb) => Promise<T>) => Promise<T>;

export function changeWith(database: Database, changed: Changed, unique: Unique): Change {
  return async <T>(actor: Pick<Actor, 'tenantId'>, value: string | undefined, work: (db: TenantDb) => Promise<T>): Promise<T> => {
    let done: { result: T } | undefined;
    const run = (beforeCommit: (db: TenantDb) => Promise<void>) =>
      database
        .tenant(actor.tenantId, async (db) => {
          const result = await work(db);
          await beforeCommit(db);
          done = { result };
        })
        .catch((error: unknown) => {
          if (value !== undefined && isUniqueViolation(error, unique.constraint)) unique.taken(value);
          throw error;
        });
    await changed({ tenantId: actor.tenantId, run });
    if (!done) throw new Error('a change was not carried out: `changed` has to be handed on as it is');
    return done.result;
  };
}
