import { numberKey } from '@zuoxi/contract';
import { eq, inArray } from 'drizzle-orm';
import type { TenantDb } from '../../db/index.ts';
import { searchColumns } from '../../platform/lists/index.ts';
import { callMarks } from '../calls/index-row.ts';
import { callRecord } from '../calls/tables.ts';
import { conferenceSession } from '../conferences/tables.ts';
import { numbersOf } from '../visibility/index.ts';
import { recording } from './tables.ts';

type RecordingRow = typeof recording.$inferSelect;
type Described = Pick<
  RecordingRow,
  | 'type'
  | 'answer'
  | 'customerNumber'
  | 'customerName'
  | 'queueId'
  | 'queueName'
  | 'agentId'
  | 'agentName'
  | 'extension'
  | 'queueNo'
  | 'agentNo'
  | 'furtherAgents'
  | 'furtherQueues'
>;

/**
 * Copies what is known of their calls and conferences into the rows of their recordings: when either of the two is written, whichever is
 * first. Nothing while there is no record of it.
 */
export async function describeRecordings(db: TenantDb, callIds: readonly string[]): Promise<void> {
  if (callIds.length === 0) return;
  const rows = await db
    .select({ callId: recording.callId, tenantId: recording.tenantId })
    .from(recording)
    .where(inArray(recording.callId, [...callIds]));
  const recorded = new Map(rows.map(({ callId, tenantId }) => [callId, tenantId]));
  if (recorded.size === 0) return;
  const described = new Map([...(await ofCalls(db, [...recorded.keys()])), ...(await ofConferences(db, [...recorded.keys()]))]);
  for (const [callId, columns] of described) {
    const index = recordingIndex({ tenantId: recorded.get(callId) ?? '', ...columns });
    await db
      .update(recording)
      .set({ ...columns, ...index })
      .where(eq(recording.callId, callId));
  }
}

async function ofCalls(db: TenantDb, ids: readonly string[]): Promise<[string, Described][]> {
  const rows = await db
    .select()
    .from(callRecord)
    .where(inArray(callRecord.id, [...ids]));
  return rows.map((row) => {
    const { type, answer, customerNumber, customerName, queueId, queueName, agentId, agentName, extension } = row;
    const { queueNo, agentNo, furtherAgents, furtherQueues } = row;
    const call = { type, answer, customerNumber, customerName, queueId, queueName, agentId, agentName, extension };
    return [row.id, { ...call, queueNo, agentNo, furtherAgents, furtherQueues }];
  });
}

/** Theirs who held it and who took part. */
async function ofConferences(db: TenantDb, ids: readonly string[]): Promise<[string, Described][]> {
  const rows = await db
    .select()
    .from(conferenceSession)
    .where(inArray(conferenceSession.id, [...ids]));
  const partiesOf = (row: (typeof rows)[number]) => row.parties.flatMap(({ agentId }) => agentId ?? []);
  const numbers = await numbersOf(
    db,
    rows.flatMap((row) => [row.startedBy, ...partiesOf(row)]),
  );
  return rows.map((row) => {
    const agentNo = numbers.get(row.startedBy ?? '') ?? 0;
    const furtherAgents = [...new Set(partiesOf(row).flatMap((id) => numbers.get(id) ?? []))].filter((no) => no !== agentNo);
    const nobody = { customerNumber: '', customerName: '', queueId: null, agentId: row.startedBy, agentName: '', extension: '' };
    return [
      row.id,
      { type: 'conference', answer: 'answered', ...nobody, queueName: row.name, queueNo: 0, agentNo, furtherAgents, furtherQueues: [] },
    ];
  });
}

/** The columns that a search and a filter of the list ask. */
export function recordingIndex(row: Described & { tenantId: string }): Pick<RecordingRow, 'searchText' | 'tokens'> {
  return searchColumns(row.tenantId, {
    texts: [row.customerNumber, numberKey(row.customerNumber), row.customerName, row.queueName, row.agentName, row.extension],
    marks: callMarks(row),
  });
}
