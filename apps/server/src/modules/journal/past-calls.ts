import { randomBytes } from 'node:crypto';
import type { CallFact } from '@zuoxi/callcontrol';
import { uuidv7 } from '@zuoxi/kit';
import { sql } from 'drizzle-orm';
import { ensurePartitions, type TenantDb, tables } from '../../db/index.ts';
import type { DirectoryStore } from '../pbx/index.ts';
import { foldCall } from './fold-call.ts';
import { eventRow, partyRows, recordRow, segmentRows } from './rows.ts';

export type { CallFact } from '@zuoxi/callcontrol';

/** They come with times of the wall clock. */
const asIs = (at: number) => new Date(at);

/** PostgreSQL takes 65,535 values a statement; a record has 22. */
const ROWS_PER_INSERT = 1000;

/**
 * Calls that are over, each as its facts in order: stored, and folded as the journal folds those it has heard. What else calls leave
 * behind (recordings, messages, answers to the survey) is not made.
 */
export async function storePastCalls(db: TenantDb, directory: DirectoryStore, calls: readonly (readonly CallFact[])[]): Promise<void> {
  const ended = calls.flatMap((facts) => {
    const folded = foldCall(facts);
    return folded ? [{ facts, folded }] : [];
  });
  const oldest = ended.reduce((at, { folded }) => Math.min(at, folded.startedAt), Number.POSITIVE_INFINITY);
  if (ended.length === 0) return;
  await ensurePartitions(db, new Date(oldest));
  await insertEvents(
    db,
    ended.flatMap(({ facts }) => eventRows(facts)),
  );
  const records = ended.map(({ folded }) => recordRow(directory, folded, null, asIs));
  for (const rows of batches(records)) await db.insert(tables.callRecord).values(rows);
  const segments = ended.flatMap(({ folded, facts }) => segmentRows(directory, folded, facts, asIs));
  for (const rows of batches(segments)) await db.insert(tables.callSegment).values(rows);
  const parties = ended.flatMap(({ folded, facts }) => partyRows(directory, folded, facts, asIs));
  for (const rows of batches(parties)) await db.insert(tables.callParty).values(rows);
}

/** Ids sort as the facts do. What is random in them is thrown once a call: thousands of throws take their time. */
function eventRows(facts: readonly CallFact[]) {
  const random = randomBytes(8);
  return facts.map((fact, index) => eventRow(uuidv7(fact.at, index, random), fact, fact.at));
}

/** As one value: tens of thousands of rows with their own parameters each take a second to be put together. */
async function insertEvents(db: TenantDb, rows: readonly ReturnType<typeof eventRow>[]): Promise<void> {
  await db.execute(sql`
    insert into call_event (id, tenant_id, call_id, at, steady_at, type, detail)
    select id, "tenantId", "callId", at, "steadyAt", type, detail
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as event(id uuid, "tenantId" uuid, "callId" uuid, at timestamptz, "steadyAt" double precision, type text, detail jsonb)`);
}

function batches<Row>(rows: readonly Row[]): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_PER_INSERT) }, (_, index) =>
    rows.slice(index * ROWS_PER_INSERT, (index + 1) * ROWS_PER_INSERT),
  );
}
