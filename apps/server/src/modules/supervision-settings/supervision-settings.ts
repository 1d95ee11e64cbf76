import type { SupervisionSettings } from '@zuoxi/contract';
import { eq } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Changed } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { audit } from '../audit/index.ts';
import { tenant } from '../tenants/tables.ts';

/** Whether agents see who listens to them (AGT-8): for the whole call centre. */
export interface SupervisionSettingsService {
  read(actor: Actor): Promise<SupervisionSettings>;
  update(actor: Actor, settings: SupervisionSettings): Promise<SupervisionSettings>;
}

export function createSupervisionSettings(database: Database, changed: Changed): SupervisionSettingsService {
  return {
    read: (actor) =>
      database.tenant(actor.tenantId, async (db) => {
        const [row] = await db.select().from(tenant).where(eq(tenant.id, actor.tenantId));
        return { visible: row?.supervisionVisible ?? fail('request.notFound') };
      }),

    async update(actor, { visible }) {
      // The tenants' own role may read the table of call centres and no more; hence the id of the actor's own.
      await database.system.transaction(async (db) => {
        const [before] = await db
          .select({ visible: tenant.supervisionVisible })
          .from(tenant)
          .where(eq(tenant.id, actor.tenantId))
          .for('update');
        await db.update(tenant).set({ supervisionVisible: visible }).where(eq(tenant.id, actor.tenantId));
        await audit(db, actor, 'supervisionSettings.update', null, { visible }, { before, after: { visible } });
      });
      await changed();
      return { visible };
    },
  };
}
