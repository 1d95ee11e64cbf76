import type { TelephonySettings } from '@zuoxi/contract';
import { eq } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Changed } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { audit } from '../audit/index.ts';
import { tenant } from '../tenants/tables.ts';

/** What holds for all phones and trunks of a call centre. */
export interface TelephonySettingsService {
  read(actor: Actor): Promise<TelephonySettings>;
  /** The engines have it when this resolves; calls under way keep what they began with. */
  update(actor: Actor, settings: TelephonySettings): Promise<TelephonySettings>;
}

/** @param usualRtpTimeoutS of the installation: what holds until somebody sets it */
export function createTelephonySettings(database: Database, changed: Changed, usualRtpTimeoutS: number): TelephonySettingsService {
  return {
    read: (actor) =>
      database.tenant(actor.tenantId, async (db) => {
        const [row] = await db.select().from(tenant).where(eq(tenant.id, actor.tenantId));
        const { rtpTimeoutS } = row ?? fail('request.notFound');
        return { rtpTimeoutS: rtpTimeoutS || usualRtpTimeoutS };
      }),

    async update(actor, { rtpTimeoutS }) {
      // The tenants' own role may read the table of call centres and no more; hence the id of the actor's own.
      await database.system.transaction(async (db) => {
        const [before] = await db
          .select({ rtpTimeoutS: tenant.rtpTimeoutS })
          .from(tenant)
          .where(eq(tenant.id, actor.tenantId))
          .for('update');
        await db.update(tenant).set({ rtpTimeoutS }).where(eq(tenant.id, actor.tenantId));
        await audit(db, actor, 'telephonySettings.update', null, { rtpTimeoutS }, { before, after: { rtpTimeoutS } });
      });
      await changed();
      return { rtpTimeoutS };
    },
  };
}
