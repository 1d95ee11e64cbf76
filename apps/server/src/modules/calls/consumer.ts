import { eq, sql } from 'drizzle-orm';
import { type TenantDb, tables } from '../../db/index.ts';
import { type Consumer, consumer, factsOfCall } from '../../platform/facts/index.ts';
import type { Names } from '../names.ts';
import { foldCall } from './fold-call.ts';
import { partyRows, recordRow, segmentRows } from './rows.ts';

/** Call records, segments and parties: all facts of a call are folded when it has ended. `recorded` is told after the commit. */
export function callsConsumer(names: Names, recorded: (call: { tenantId: string; callId: string }) => void): Consumer {
  return consumer({
    name: 'calls',
    factTypes: ['ended', 'disposed', 'customerNamed'],
    async handle(db, facts) {
      for (const { fact } of facts) {
        if (fact.type === 'ended') await writeRecord(db, names, fact.callId);
        // In the wrap-up. Said before the end of the call, it comes with the record.
        else await db.update(tables.callRecord).set(afterEnd(fact)).where(eq(tables.callRecord.id, fact.callId));
      }
    },
    committed(facts) {
      for (const { fact } of facts) if (fact.type === 'ended') recorded({ tenantId: fact.tenantId, callId: fact.callId });
    },
    wholeCallAt: 'ended',
    rebuild: {
      tables: [
        {
          name: 'call_record',
          madeOf: 'ended',
          isOf: sql`t.id = e.call_id`,
          key: ['id', 'started_at'],
          // Names of the day of the call; and a recording of less than a second that was nowhere was taken out of its record.
          keep: { queue_name: 'queue_id', queue_number: 'queue_id', agent_name: 'agent_id', extension: 'agent_id', recording_id: null },
        },
        {
          name: 'call_segment',
          madeOf: 'ended',
          isOf: sql`t.call_id = e.call_id`,
          key: ['call_id', 'position', 'role'],
          keep: { agent_name: 'agent_id', number: 'agent_id' },
        },
        { name: 'call_party', madeOf: 'ended', isOf: sql`t.call_id = e.call_id`, key: ['call_id', 'account_id'], keep: {} },
      ],
    },
  });
}

type AfterEnd = { type: 'disposed'; disposition: string; note: string } | { type: 'customerNamed'; name: string };

const afterEnd = (fact: AfterEnd) =>
  fact.type === 'disposed' ? { disposition: fact.disposition, dispositionNote: fact.note } : { customerName: fact.name };

/** Folds all events of the call; repeating it gives the same rows. Nothing while the call has not ended, or has no beginning. */
async function writeRecord(db: TenantDb, names: Names, callId: string): Promise<void> {
  const { callRecord, callSegment, callParty } = tables;
  const { facts, ids, wall } = await factsOfCall(db, callId);
  const folded = foldCall(facts);
  if (!folded) return;
  const recordedAt = facts.findIndex(({ type }) => type === 'recordingStarted');
  const record = recordRow(names, folded, await recordingOf(db, folded.recordingName, ids[recordedAt]), wall);
  const { recordingId: _recordingId, ...changed } = record;
  await db
    .insert(callRecord)
    .values(record)
    .onConflictDoUpdate({
      target: [callRecord.id, callRecord.startedAt],
      set: { ...changed, recordingId: sql`coalesce(${callRecord.recordingId}, excluded.recording_id)` },
    });
  await db.delete(callSegment).where(eq(callSegment.callId, callId));
  const segments = segmentRows(names, folded, facts, wall);
  if (segments.length > 0) await db.insert(callSegment).values(segments);
  await db.delete(callParty).where(eq(callParty.callId, callId));
  const parties = partyRows(names, folded, facts, wall);
  if (parties.length > 0) await db.insert(callParty).values(parties);
}

/**
 * The row of a recording has the id of the fact that it was made of, so that the record can name it before the consumer `recordings` has
 * made it. Only rows of earlier versions have others.
 */
async function recordingOf(db: TenantDb, name: string | null, factId: string | undefined): Promise<string | null> {
  if (name === null) return null;
  const [row] = await db.select({ id: tables.recording.id }).from(tables.recording).where(eq(tables.recording.name, name));
  return row?.id ?? factId ?? null;
}
