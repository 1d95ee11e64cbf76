import { and, eq, getTableColumns, gte, inArray, sql } from 'drizzle-orm';
import type { TenantDb } from '../../db/index.ts';
import { type Consumer, consumer, factsOfCalls, type WholeCall } from '../../platform/facts/index.ts';
import { indexRows } from '../../platform/lists/index.ts';
import type { Names } from '../../platform/names.ts';
import { describeRecordings } from '../recordings/describe.ts';
import { recording } from '../recordings/tables.ts';
import { numbersOf } from '../visibility/index.ts';
import { callTable } from './calls.ts';
import { type FoldedCall, foldCall } from './fold-call.ts';
import { callIndex } from './index-row.ts';
import { namedIn, partyRows, recordRow, segmentRows } from './rows.ts';
import { callParty, callRecord, callSegment } from './tables.ts';

/** Call records, segments and parties: all facts of a call are folded when it has ended. `recorded` is told after the commit. */
export function callsConsumer(names: Names, recorded: (call: { tenantId: string; callId: string }) => void): Consumer {
  return consumer({
    name: 'calls',
    factTypes: ['ended', 'disposed', 'customerNamed'],
    async handle(db, facts) {
      const ended = new Set(facts.flatMap(({ fact }) => (fact.type === 'ended' ? [fact.callId] : [])));
      await writeRecords(db, names, [...ended]);
      for (const { fact } of facts) {
        // Of the calls above it has come with the record; before the end of a call there is none.
        if (fact.type === 'ended' || ended.has(fact.callId)) continue;
        const [row] = await db.select().from(callRecord).where(eq(callRecord.id, fact.callId));
        if (row)
          await db
            .update(callRecord)
            .set(reindexed(row, afterEnd(fact)))
            .where(eq(callRecord.id, fact.callId));
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
      // Names of then were put back into records whose tokens are of today's, and whose recordings carry today's.
      async finish(db, { tenantId, from }) {
        // A call that ended in the range may have begun a day before it.
        const since = sql`${from.toISOString()}::timestamptz - interval '1 day'`;
        await indexRows(db, callTable, callIndex, and(eq(callRecord.tenantId, tenantId), gte(callRecord.startedAt, since)) ?? sql`true`);
        const recorded = await db
          .select({ callId: recording.callId })
          .from(recording)
          .where(and(eq(recording.tenantId, tenantId), gte(recording.startedAt, since)));
        for (let at = 0; at < recorded.length; at += CALLS_AT_ONCE) {
          await describeRecordings(
            db,
            recorded.slice(at, at + CALLS_AT_ONCE).map(({ callId }) => callId),
          );
        }
      },
    },
  });
}

type AfterEnd = { type: 'disposed'; disposition: string; note: string } | { type: 'customerNamed'; name: string };

const afterEnd = (fact: AfterEnd) =>
  fact.type === 'disposed' ? { disposition: fact.disposition, dispositionNote: fact.note } : { customerName: fact.name };

const reindexed = (row: typeof callRecord.$inferSelect, changed: ReturnType<typeof afterEnd>) => ({
  ...changed,
  ...callIndex({ ...row, ...changed }),
});

/** PostgreSQL takes 65,535 values a statement; a record has some 30. */
const CALLS_AT_ONCE = 200;

/** Folds all events of each call; repeating it gives the same rows. Nothing for a call that has not ended, or has no beginning. */
async function writeRecords(db: TenantDb, names: Names, callIds: readonly string[]): Promise<void> {
  for (let from = 0; from < callIds.length; from += CALLS_AT_ONCE) {
    await writeSome(db, names, callIds.slice(from, from + CALLS_AT_ONCE));
  }
}

async function writeSome(db: TenantDb, names: Names, callIds: readonly string[]): Promise<void> {
  const calls = (await factsOfCalls(db, callIds)).flatMap((call) => {
    const folded = foldCall(call.facts);
    return folded ? [{ ...call, folded }] : [];
  });
  if (calls.length === 0) return;
  const recordings = await recordingsOf(db, calls);
  const numbers = await numbersOf(
    db,
    calls.flatMap(({ folded, facts }) => namedIn(folded, facts)),
  );
  const records = calls.map((call) => recordRow(names, numbers, { ...call, recordingId: recordings.get(call.folded.id) ?? null }));
  await db.insert(callRecord).values(records).onConflictDoUpdate({ target: callRecord.id, set: AS_INSERTED });
  const ids = calls.map(({ folded }) => folded.id);
  await db.delete(callSegment).where(inArray(callSegment.callId, ids));
  const segments = calls.flatMap(({ folded, facts, wall }) => segmentRows(names, folded, facts, wall));
  if (segments.length > 0) await db.insert(callSegment).values(segments);
  await db.delete(callParty).where(inArray(callParty.callId, ids));
  const parties = calls.flatMap(({ folded, facts, wall }) => partyRows(names, folded, facts, wall));
  if (parties.length > 0) await db.insert(callParty).values(parties);
  await describeRecordings(db, ids);
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** All columns as they were to be inserted, save those that the database makes itself; a recording stays the call's. */
const AS_INSERTED = Object.fromEntries(
  Object.entries(getTableColumns(callRecord))
    .filter(([, column]) => column.generated === undefined)
    .map(([key]) => [
      key,
      key === 'recordingId'
        ? sql`coalesce(call_record.recording_id, excluded.recording_id)`
        : sql`excluded.${sql.identifier(snakeCase(key))}`,
    ]),
);

/**
 * By call. The row of a recording has the id of the fact that it was made of, so that the record can name it before the consumer
 * `recordings` has made it. Only rows of earlier versions have others.
 */
async function recordingsOf(
  db: TenantDb,
  calls: readonly (WholeCall & { folded: FoldedCall })[],
): Promise<Map<string, string | undefined>> {
  const recorded = calls.flatMap(({ facts, ids, folded }) => {
    const { id, recordingName: name } = folded;
    return name === null ? [] : [{ id, name, factId: ids[facts.findIndex(({ type }) => type === 'recordingStarted')] }];
  });
  if (recorded.length === 0) return new Map();
  const rows = await db
    .select({ id: recording.id, name: recording.name })
    .from(recording)
    .where(
      inArray(
        recording.name,
        recorded.map(({ name }) => name),
      ),
    );
  const byName = new Map(rows.map((row) => [row.name, row.id]));
  return new Map(recorded.map(({ id, name, factId }) => [id, byName.get(name) ?? factId]));
}
