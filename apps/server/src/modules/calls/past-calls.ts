import { randomBytes } from 'node:crypto';
import type { CallFact } from '@zuoxi/callcontrol';
import { uuidv7 } from '@zuoxi/kit';
import { sql } from 'drizzle-orm';
import { ensurePartitions, type TenantDb } from '../../db/index.ts';
import { eventRow, takePlaces } from '../../platform/facts/index.ts';
import type { Names } from '../../platform/names.ts';
import { numbersOf } from '../visibility/index.ts';
import { foldCall } from './fold-call.ts';
import { namedIn, partyRows, recordRow, segmentRows } from './rows.ts';
import { callParty, callRecord, callSegment } from './tables.ts';

export type { CallFact } from '@zuoxi/callcontrol';

/** They come with times of the wall clock. */
const asIs = (at: number) => new Date(at);

/** PostgreSQL takes 65,535 values a statement; a record has 22. */
const ROWS_PER_INSERT = 1000;

/**
 * Calls of one call centre that are over, each as its facts in order: appended to the log, and folded at once as the consumer `calls` folds
 * those it reads there. What else calls leave behind (recordings, messages, answers to the survey) is made by its consumers.
 */
export async function storePastCalls(db: TenantDb, names: Names, calls: readonly (readonly CallFact[])[]): Promise<void> {
  const ended = calls.flatMap((facts) => {
    const folded = foldCall(facts);
    return folded ? [{ facts, folded }] : [];
  });
  const oldest = ended.reduce((at, { folded }) => Math.min(at, folded.startedAt), Number.POSITIVE_INFINITY);
  if (ended.length === 0) return;
  await ensurePartitions(db, new Date(oldest));
  const tenantId = ended[0]?.folded.tenantId ?? '';
  const places = ended.reduce((count, { facts }) => count + facts.length, 0);
  const next = await takePlaces(db, new Map([[tenantId, places]]));
  const rows = ended.flatMap(({ facts }) => eventRows(facts)).map((row) => ({ ...row, seq: next(tenantId) }));
  await insertEvents(db, rows);
  await passBy(db, tenantId, rows[0]?.seq ?? 0, places);
  const numbers = await numbersOf(
    db,
    ended.flatMap(({ folded, facts }) => namedIn(folded, facts)),
  );
  const records = ended.map((call) => recordRow(names, numbers, { ...call, recordingId: null, wall: asIs }));
  for (const rows of batches(records)) await db.insert(callRecord).values(rows);
  const segments = ended.flatMap(({ folded, facts }) => segmentRows(names, folded, facts, asIs));
  for (const rows of batches(segments)) await db.insert(callSegment).values(rows);
  const parties = ended.flatMap(({ folded, facts }) => partyRows(names, folded, facts, asIs));
  for (const rows of batches(parties)) await db.insert(callParty).values(rows);
}

/** Ids sort as the facts do. What is random in them is thrown once a call: thousands of throws take their time. */
function eventRows(facts: readonly CallFact[]) {
  const random = randomBytes(8);
  return facts.map((fact, index) => eventRow({ id: uuidv7(fact.at, index, random), fact, wallAt: fact.at }, 0));
}

/** The consumer `calls` need not fold them again, where it has read all that stood before them. */
async function passBy(db: TenantDb, tenantId: string, first: number, places: number): Promise<void> {
  await db.execute(sql`
    insert into fact_cursor as c (consumer, tenant_id, seq)
    select 'calls', ${tenantId}::uuid, ${first + places - 1}::bigint where ${first}::bigint = 1
      or exists (select from fact_cursor where consumer = 'calls' and tenant_id = ${tenantId} and seq = ${first - 1}::bigint)
    on conflict (consumer, tenant_id) do update set seq = excluded.seq where c.seq = ${first - 1}::bigint`);
}

/** As one value: tens of thousands of rows with their own parameters each take a second to be put together. */
async function insertEvents(db: TenantDb, rows: readonly ReturnType<typeof eventRow>[]): Promise<void> {
  await db.execute(sql`
    insert into call_event (id, tenant_id, seq, call_id, agent_id, at, steady_at, type, detail)
    select id, "tenantId", seq, "callId", "agentId", at, "steadyAt", type, detail
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as event(id uuid, "tenantId" uuid, seq bigint, "callId" uuid, "agentId" uuid,
      at timestamptz, "steadyAt" double precision, type text, detail jsonb)`);
}

function batches<Row>(rows: readonly Row[]): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_PER_INSERT) }, (_, index) =>
    rows.slice(index * ROWS_PER_INSERT, (index + 1) * ROWS_PER_INSERT),
  );
}
