import type { CallFact } from '@zuoxi/callcontrol';
import { eq } from 'drizzle-orm';
import { type TenantDb, tables } from '../../db/index.ts';

/** The row of one time a conference was held. Repeating a fact changes nothing. */
export async function storeConference(db: TenantDb, fact: CallFact): Promise<void> {
  if (fact.type === 'conferenceStarted') {
    const { callId: id, tenantId, conferenceId, name, byAccountId: startedBy, at } = fact;
    await db
      .insert(tables.conferenceSession)
      .values({ id, tenantId, conferenceId, name, startedBy, startedAt: new Date(at) })
      .onConflictDoNothing();
  }
  if (fact.type === 'conferenceEnded') {
    const parties = fact.parties.map(({ joinedAt, leftAt, ...who }) => ({
      ...who,
      joinedAt: isoOrNull(joinedAt),
      leftAt: isoOrNull(leftAt),
    }));
    await db
      .update(tables.conferenceSession)
      .set({ endedAt: new Date(fact.at), parties })
      .where(eq(tables.conferenceSession.id, fact.callId));
  }
}

const isoOrNull = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
