import { type Database, isUniqueViolation, type TenantDb } from '../db/index.ts';
import type { Actor } from './actor.ts';

/** A name or number that only one row of a call centre may have. */
interface Unique {
  /** Part of the name of PostgreSQL's constraint. */
  constraint: string;
  /** Throws the error of the catalogue. */
  taken(value: string): never;
}

/**
 * How the administration changes something: in one transaction of the actor's tenant, and after its commit engine and call
 * control are told. `value` is what must be unique; a removal has none.
 */
export type Change = <T>(actor: Actor, value: string | undefined, work: (db: TenantDb) => Promise<T>) => Promise<T>;

export function changeWith(database: Database, changed: () => Promise<void>, unique: Unique): Change {
  return async (actor, value, work) => {
    const result = await database.tenant(actor.tenantId, work).catch((error: unknown) => {
      if (value !== undefined && isUniqueViolation(error, unique.constraint)) unique.taken(value);
      throw error;
    });
    await changed();
    return result;
  };
}
