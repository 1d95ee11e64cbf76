import type { ConferencePartyRecord } from '@zuoxi/contract';
import { systemIds } from '@zuoxi/kit';
import type { TenantDb } from '../db/index.ts';
import { conference, conferenceMember, conferenceSession } from '../modules/conferences/tables.ts';
import type { Dice } from './dice.ts';

const DAY_MS = 24 * 3600_000;
const WEEKS = 4;

interface Member {
  id: string;
  displayName: string;
  extension: string;
}

/** A conference that was held on each of the last four Mondays before work, the server's own time zone. */
export async function storeWeeklyMeeting(
  db: TenantDb,
  { tenantId, members, leader, now, dice }: { tenantId: string; members: readonly Member[]; leader: Member; now: number; dice: Dice },
): Promise<void> {
  const id = systemIds.uuid();
  const mondays = lastMondays(now);
  const [first = new Date(now)] = mondays;
  await db.insert(conference).values({
    id,
    tenantId,
    name: '每周例会',
    description: '周一早上八点半，全体坐席',
    createdBy: leader.id,
    createdAt: new Date(first.getTime() - DAY_MS),
  });
  await db
    .insert(conferenceMember)
    .values(members.map(({ id: accountId }, position) => ({ tenantId, conferenceId: id, accountId, position })));
  await db.insert(conferenceSession).values(
    mondays.map((startedAt) => {
      const endedAt = new Date(startedAt.getTime() + dice.between(14, 26) * 60_000);
      const parties = members.map((member) => partyOf(member, startedAt, endedAt, dice));
      return { id: systemIds.uuid(), tenantId, conferenceId: id, name: '每周例会', startedBy: leader.id, startedAt, endedAt, parties };
    }),
  );
}

/** The oldest first. */
function lastMondays(now: number): Date[] {
  const today = new Date(now);
  const back = (today.getDay() + 6) % 7 || 7;
  return Array.from(
    { length: WEEKS },
    (_, week) => new Date(today.getFullYear(), today.getMonth(), today.getDate() - back - 7 * (WEEKS - 1 - week), 8, 30),
  );
}

function partyOf(
  { id: agentId, displayName: name, extension: number }: Member,
  startedAt: Date,
  endedAt: Date,
  dice: Dice,
): ConferencePartyRecord {
  if (dice.chance(0.15)) return { agentId, name, number, joinedAt: null, leftAt: null };
  return {
    agentId,
    name,
    number,
    joinedAt: new Date(startedAt.getTime() + dice.between(2, 90) * 1000).toISOString(),
    leftAt: new Date(endedAt.getTime() - dice.between(0, 5) * 1000).toISOString(),
  };
}
