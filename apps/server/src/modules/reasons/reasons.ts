import type { ReasonList } from '@zuoxi/contract';
import { asc, eq } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { audit } from '../audit/index.ts';
import { reason } from './tables.ts';

/** Why agents may be not ready: the list they choose from. They may still type what is not in it. */
export interface Reasons {
  list(actor: Actor): Promise<ReasonList>;
  /** The whole list, in the order of the choice. */
  replace(actor: Actor, texts: ReasonList): Promise<void>;
}

export function createReasons(database: Database): Reasons {
  return {
    list: (actor) =>
      database.tenant(actor.tenantId, async (db) => (await db.select().from(reason).orderBy(asc(reason.position))).map(({ text }) => text)),

    replace: (actor, texts) =>
      database.tenant(actor.tenantId, async (db) => {
        const { tenantId } = actor;
        await db.delete(reason).where(eq(reason.tenantId, tenantId));
        await db.insert(reason).values(texts.map((text, position) => ({ tenantId, text, position })));
        await audit(db, actor, 'reasons.replace', null, { texts });
      }),
  };
}
