import type { DialLimits } from '@zuoxi/contract';
import { eq } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Changed } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { audit } from '../audit/index.ts';
import { tenant } from '../tenants/tables.ts';

/** What a call centre may call in a day without anybody's dialling it. */
export interface DialLimitsService {
  read(actor: Actor): Promise<DialLimits>;
  update(actor: Actor, limits: DialLimits): Promise<DialLimits>;
}

export function createDialLimits(database: Database, changed: Changed): DialLimitsService {
  return {
    read: (actor) =>
      database.tenant(actor.tenantId, async (db) => {
        const [row] = await db.select().from(tenant).where(eq(tenant.id, actor.tenantId));
        const { ownCallsCap, ownMinutesCap, forwardedCallsCap, forwardedMinutesCap } = row ?? fail('request.notFound');
        return { ownCallsCap, ownMinutesCap, forwardedCallsCap, forwardedMinutesCap };
      }),

    async update(actor, limits) {
      // The tenants' own role may read the table of call centres and no more; hence the id of the actor's own.
      await database.system.transaction(async (db) => {
        const { ownCallsCap, ownMinutesCap, forwardedCallsCap, forwardedMinutesCap } = tenant;
        const columns = { ownCallsCap, ownMinutesCap, forwardedCallsCap, forwardedMinutesCap };
        const [before] = await db.select(columns).from(tenant).where(eq(tenant.id, actor.tenantId)).for('update');
        await db.update(tenant).set(limits).where(eq(tenant.id, actor.tenantId));
        await audit(db, actor, 'dialLimits.update', null, limits, { before, after: limits });
      });
      await changed();
      return limits;
    },
  };
}
