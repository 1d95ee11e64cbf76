import type { Use } from '@zuoxi/contract';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { usesOf } from '../pbx/index.ts';

/** What refers to a row of the configuration: what its delete would break. */
export class Uses {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  of(actor: Actor, id: string): Promise<Use[]> {
    return this.#database.tenant(actor.tenantId, (db) => usesOf(db, id));
  }
}
