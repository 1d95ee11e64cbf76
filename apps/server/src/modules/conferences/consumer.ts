import { eq, sql } from 'drizzle-orm';
import { type Consumer, consumer, type WallTime } from '../../platform/facts/index.ts';
import { describeRecordings } from '../recordings/describe.ts';
import { conferenceSession } from './tables.ts';

/** A row for each time that a conference was held. */
export function conferencesConsumer(): Consumer {
  return consumer({
    name: 'conferences',
    factTypes: ['conferenceStarted', 'conferenceEnded'],
    async handle(db, facts) {
      for (const { fact, wall } of facts) {
        if (fact.type === 'conferenceStarted') {
          const { callId: id, tenantId, conferenceId, name, byAccountId: startedBy, at } = fact;
          await db
            .insert(conferenceSession)
            .values({ id, tenantId, conferenceId, name, startedBy, startedAt: wall(at) })
            .onConflictDoNothing();
          continue;
        }
        const parties = fact.parties.map(({ joinedAt, leftAt, ...who }) => ({
          ...who,
          joinedAt: isoOrNull(joinedAt, wall),
          leftAt: isoOrNull(leftAt, wall),
        }));
        await db
          .update(conferenceSession)
          .set({ endedAt: wall(fact.at), parties })
          .where(eq(conferenceSession.id, fact.callId));
        await describeRecordings(db, [fact.callId]);
      }
    },
    rebuild: {
      tables: [{ name: 'conference_session', madeOf: 'conferenceStarted', isOf: sql`t.id = e.call_id`, key: ['id'], keep: {} }],
    },
  });
}

const isoOrNull = (at: number | null, wall: WallTime): string | null => (at === null ? null : wall(at).toISOString());
