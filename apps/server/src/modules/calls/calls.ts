import type { CallDetail, CallQuery, CallRecord, CallSegment, ColumnsOf, Page, RecentCall } from '@zuoxi/contract';
import { CallEndReason, callsList } from '@zuoxi/contract';
import { and, asc, desc, eq, gte, inArray, lt } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { inOrder } from '../../platform/facts/index.ts';
import { callEvent } from '../../platform/facts/tables.ts';
import { type LargeTable, largePage, type Sortable } from '../../platform/lists/index.ts';
import { account } from '../accounts/tables.ts';
import { queue } from '../queues/tables.ts';
import { isVisible, resolveVisibility, visibleRows } from '../visibility/index.ts';
import { callFilters } from './call-filters.ts';
import { callParty, callRecord, callSegment } from './tables.ts';

export interface Calls {
  list(actor: Actor, query: CallQuery): Promise<Page<CallRecord>>;
  get(actor: Actor, id: string): Promise<CallDetail>;
  /** The last 20 of the actor's own, missed ones included. */
  recent(actor: Actor): Promise<RecentCall[]>;
}

type CallRow = typeof callRecord.$inferSelect;
type SegmentRow = typeof callSegment.$inferSelect;
type CallPartyRole = typeof callParty.$inferSelect.role;
const record = callRecord;

/** What serves the lists alone is nobody's to see. */
function present(row: CallRow): CallRecord {
  const { id, type, isTest, customerNumber, calledNumber, queueId, queueName, queueNumber, agentId, extension, answer, endedBy } = row;
  const { waitS, talkS, durationS, recordingId } = row;
  const known = { id, type, isTest, customerNumber, calledNumber, queueId, queueName, queueNumber, agentId, extension, answer, endedBy };
  return {
    ...known,
    ...{ waitS, talkS, durationS, recordingId },
    customerName: row.customerName || null,
    agentName: row.agentName || null,
    disposition: row.disposition || null,
    dispositionNote: row.dispositionNote || null,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt.toISOString(),
    endReason: CallEndReason.parse(row.endReason),
  };
}

function presentSegment({ tenantId: _tenantId, callId: _callId, startedAt, endedAt, ...row }: SegmentRow): CallSegment {
  return { ...row, startedAt: startedAt.toISOString(), endedAt: endedAt.toISOString() };
}

const LAST_CALLS = 20;

/** Whom somebody would call back, by the part they had in the call. */
const OTHER_END: Record<CallPartyRole, (row: CallRow) => { number: string; name: string | null }> = {
  agent: (row) => ({ number: row.customerNumber, name: row.customerName || null }),
  callee: (row) => ({ number: row.extension, name: row.agentName || null }),
  caller: (row) => ({ number: row.calledNumber, name: row.queueName }),
};

/** Of a detail: each id of an agent or a queue, and where its name goes. */
const NAMED = { toAgentId: 'toAgentName', fromAgentId: 'fromAgentName', supervisorId: 'supervisorName', queueId: 'queueName' } as const;

/** The detail of an event with the names of those its ids mean. They are kept as ids, since names change. */
function withNames(detail: Record<string, unknown>, names: ReadonlyMap<string, string>): Record<string, unknown> {
  const named = Object.entries(NAMED).flatMap(([id, name]) =>
    typeof detail[id] === 'string' ? [[name, names.get(detail[id]) ?? null]] : [],
  );
  return { ...detail, ...Object.fromEntries(named) };
}

/** Of a decision: everybody who was looked at, with his name. */
function decisionWithNames(detail: Record<string, unknown>, names: ReadonlyMap<string, string>): Record<string, unknown> {
  const named = (list: unknown) =>
    Array.isArray(list) ? list.map((one: { agentId?: unknown }) => ({ ...one, name: names.get(String(one.agentId)) ?? null })) : list;
  return { ...detail, candidates: named(detail.candidates), passedOver: named(detail.passedOver) };
}

/** As a list of a million rows. */
export const callTable: LargeTable = {
  table: record,
  id: record.id,
  at: record.startedAt,
  tokens: record.tokens,
  searchText: record.searchText,
  covered: [record.scopeNo, record.queueNo, record.agentNo, record.kind, record.wholeS],
  sortable: {
    startedAt: record.startedAt,
    type: record.type,
    customerNumber: record.customerNumber,
    customerName: record.customerName,
    queueName: record.queueName,
    queueNumber: record.queueNumber,
    agentName: record.agentName,
    extension: record.extension,
    answer: record.answer,
    waitS: record.waitS,
    talkS: record.talkS,
    durationS: record.sortDurationS,
    endReason: record.endReason,
    endedBy: record.endedBy,
    disposition: record.disposition,
    calledNumber: record.calledNumber,
  } satisfies Record<ColumnsOf<typeof callsList>, Sortable>,
  defaultSort: callsList.sort.by,
};

export function createCalls(database: Database): Calls {
  /** Of agents and queues. */
  async function namesOf(db: TenantDb): Promise<Map<string, string>> {
    const accounts = await db.select({ id: account.id, name: account.displayName }).from(account);
    const queues = await db.select({ id: queue.id, name: queue.name }).from(queue);
    return new Map([...accounts, ...queues].map((row) => [row.id, row.name]));
  }

  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, async (db) => {
        const visibility = await resolveVisibility(db, actor);
        const page = await largePage<CallRow>(db, callTable, {
          query,
          tenantId: actor.tenantId,
          visible: visibleRows(visibility, record),
          filtered: await callFilters(db, query, record),
          rowsOf: (ids) => db.select().from(record).where(inArray(record.id, ids)),
        });
        return { ...page, rows: page.rows.map(present) };
      }),

    async get(actor, id) {
      return database.tenant(actor.tenantId, async (db) => {
        const [row] = await db
          .select()
          .from(record)
          .where(and(eq(record.id, id), isVisible(await resolveVisibility(db, actor), record)));
        if (!row) return fail('request.notFound');
        const events = await db
          .select()
          .from(callEvent)
          .where(eq(callEvent.callId, id))
          .orderBy(...inOrder(callEvent));
        const segments = await db.select().from(callSegment).where(eq(callSegment.callId, id)).orderBy(asc(callSegment.position));
        const names = await namesOf(db);
        // Whom they listened to sees in his own panel what he may see, and not here.
        const isShown = (what: string) => actor.role !== 'agent' || !what.startsWith('supervis');
        return {
          ...present(row),
          segments: segments.filter(({ role }) => isShown(role)).map(presentSegment),
          events: events
            .filter(({ type }) => isShown(type))
            .map((event) => ({
              at: event.at.toISOString(),
              type: event.type,
              agentName: names.get(String(event.detail.agentId)) ?? null,
              detail: event.type === 'offered' ? decisionWithNames(event.detail, names) : withNames(event.detail, names),
            })),
        };
      });
    },

    recent: (actor) =>
      database.tenant(actor.tenantId, async (db) => {
        const party = callParty;
        // In two statements: for a join PostgreSQL reads and hashes all records, as it cannot know that 20 are enough.
        const last = await db
          .select()
          .from(party)
          .where(eq(party.accountId, actor.accountId))
          .orderBy(desc(party.startedAt))
          .limit(LAST_CALLS);
        const [newest, oldest] = [last[0], last.at(-1)];
        if (!newest || !oldest) return [];
        const ids = last.map(({ callId }) => callId);
        // PostgreSQL counts microseconds, a Date does not.
        const afterNewest = new Date(newest.startedAt.getTime() + 1);
        const inTheirTime = and(gte(record.startedAt, oldest.startedAt), lt(record.startedAt, afterNewest));
        const rows = await db
          .select()
          .from(record)
          .where(and(inArray(record.id, ids), inTheirTime));
        const byId = new Map(rows.map((row) => [row.id, row]));
        return last.flatMap(({ callId, role, inbound, missed }) => {
          const row = byId.get(callId);
          if (!row) return [];
          const direction = inbound ? ('inbound' as const) : ('outbound' as const);
          return [{ callId, ...OTHER_END[role](row), direction, missed, startedAt: row.startedAt.toISOString() }];
        });
      }),
  };
}
