import type { CallFact } from '@zuoxi/callcontrol';
import { eq } from 'drizzle-orm';
import { type TenantDb, tables } from '../../db/index.ts';
import type { WallTime } from './rows.ts';

/** The row of one time a conference was held. Repeating a fact changes nothing. */
export async function storeConference(db: TenantDb, fact: CallFact, wall: WallTime): Promise<void> {
  if (fact.type === 'conferenceStarted') {
    const { callId: id, tenantId, conferenceId, name, byAccountId: startedBy, at } = fact;
    await db
      .insert(tables.conferenceSession)
      .values({ id, tenantId, conferenceId, name, startedBy, startedAt: wall(at) })
      .onConflictDoNothing();
  }
  if (fact.type === 'conferenceEnded') {
    const parties = fact.parties.map(({ joinedAt, leftAt, ...who }) => ({
      ...who,
      joinedAt: isoOrNull(joinedAt, wall),
      leftAt: isoOrNull(leftAt, wall),
    }));
    await db
      .update(tables.conferenceSession)
      .set({ endedAt: wall(fact.at), parties })
      .where(eq(tables.conferenceSession.id, fact.callId));
  }
}

const isoOrNull = (at: number | null, wall: WallTime): string | null => (at === null ? null : wall(at).toISOString());
