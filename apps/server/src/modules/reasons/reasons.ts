import type { ReasonList } from '@zuoxi/contract';
import { asc, eq } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { audit } from '../audit/index.ts';
import { reason } from './tables.ts';

/** Why agents may be not ready: the list they choose from. They may still type what is not in it. */
export class Reasons {
  readonly #database: Database;

  constructor({ database }: { database: Database }) {
    this.#database = database;
  }

  list(actor: Actor): Promise<ReasonList> {
    return this.#database.tenant(actor.tenantId, async (db) =>
      (await db.select().from(reason).orderBy(asc(reason.position))).map(({ text }) => text),
    );
  }

  /** The whole list, in the order of the choice. */
  replace(actor: Actor, texts: ReasonList): Promise<void> {
    return this.#database.tenant(actor.tenantId, async (db) => {
      const { tenantId } = actor;
      const before = (await db.select().from(reason).orderBy(asc(reason.position))).map(({ text }) => text);
      await db.delete(reason).where(eq(reason.tenantId, tenantId));
      await db.insert(reason).values(texts.map((text, position) => ({ tenantId, text, position })));
      await audit(db, actor, 'reasons.replace', null, { texts }, { before: { texts: before }, after: { texts } });
    });
  }
}
