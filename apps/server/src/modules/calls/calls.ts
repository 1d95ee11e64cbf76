import type { CallDetail, CallQuery, CallRecord, CallSegment, Page, RecentCall } from '@zuoxi/contract';
import { CallEndReason, DOUT } from '@zuoxi/contract';
import { and, asc, desc, eq, gte, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { type Database, hasNumberKey, listPage, type TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { inOrder } from '../../platform/facts/index.ts';
import { callEvent } from '../../platform/facts/tables.ts';
import { account } from '../accounts/tables.ts';
import { type Scope, scopeOf } from '../agents/index.ts';
import { queue } from '../queues/tables.ts';
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

function present({ tenantId: _tenantId, startedAt, endedAt, endReason, ...row }: CallRow): CallRecord {
  return { ...row, startedAt: startedAt.toISOString(), endedAt: endedAt.toISOString(), endReason: CallEndReason.parse(endReason) };
}

function presentSegment({ tenantId: _tenantId, callId: _callId, startedAt, endedAt, ...row }: SegmentRow): CallSegment {
  return { ...row, startedAt: startedAt.toISOString(), endedAt: endedAt.toISOString() };
}

/** What call records and recordings are filtered by. */
type CallColumns = Record<'numberKey' | 'queueName' | 'queueId' | 'agentId' | 'type' | 'answer' | 'startedAt' | 'durationS', PgColumn>;

/** Calls in which that agent had the customer, be it after another one. */
function servedBy(db: TenantDb, agentId: string) {
  const segment = callSegment;
  return db
    .select({ callId: segment.callId })
    .from(segment)
    .where(and(eq(segment.agentId, agentId), eq(segment.role, 'agent')));
}

const LAST_CALLS = 20;

/** Whom somebody would call back, by the part they had in the call. */
const OTHER_END: Record<CallPartyRole, (row: CallRow) => { number: string; name: string | null }> = {
  agent: (row) => ({ number: row.customerNumber, name: row.customerName }),
  callee: (row) => ({ number: row.extension, name: row.agentName }),
  caller: (row) => ({ number: row.calledNumber, name: row.queueName }),
};

/** Rows of `call_record` that are the scope's to see: calls of its queues and of its agents. */
export function inScope(
  db: TenantDb,
  scope: Scope,
  columns: Pick<CallColumns, 'agentId' | 'queueId'> & { callId: PgColumn } = {
    agentId: record.agentId,
    queueId: record.queueId,
    callId: record.id,
  },
): SQL | undefined {
  if (scope.all) return undefined;
  const agents = [...scope.agentIds];
  const ownQueues = [...scope.queueIds];
  return or(
    agents.length > 0 ? inArray(columns.agentId, agents) : undefined,
    // What was passed on to him is his, too; a supervisor sees it by its queue.
    ...(agents.length === 1 ? agents.map((agentId) => inArray(columns.callId, servedBy(db, agentId))) : []),
    // Unassigned calls belong to the queue; an agent sees only what was his.
    ownQueues.length > 0 && agents.length > 1 ? inArray(columns.queueId, ownQueues) : undefined,
    sql`false`,
  );
}

/** The filters that call records and recordings share. */
export function filtersOf(query: CallQuery, columns: CallColumns = record): SQL | undefined {
  return and(
    query.number ? hasNumberKey(columns.numberKey, query.number) : undefined,
    query.queue === DOUT ? eq(columns.queueName, DOUT) : query.queue ? eq(sql`${columns.queueId}::text`, query.queue) : undefined,
    query.agentId ? eq(columns.agentId, query.agentId) : undefined,
    query.type ? eq(columns.type, query.type) : undefined,
    query.answer ? eq(columns.answer, query.answer) : undefined,
    query.from ? gte(columns.startedAt, new Date(query.from)) : undefined,
    query.to ? lte(columns.startedAt, new Date(query.to)) : undefined,
    query.minDurationS === undefined ? undefined : gte(columns.durationS, query.minDurationS),
    query.maxDurationS === undefined ? undefined : lte(columns.durationS, query.maxDurationS),
  );
}

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

/** RPT-1: the duration of unanswered manual outbound calls is ringing time and takes no part in sorting. */
const sortableDuration = sql`case when ${record.type} = 'manualOutbound' and ${record.answer} <> 'answered' then 0 else ${record.durationS} end`;

export function createCalls(database: Database): Calls {
  /** Of agents and queues. */
  async function namesOf(db: TenantDb): Promise<Map<string, string>> {
    const accounts = await db.select({ id: account.id, name: account.displayName }).from(account);
    const queues = await db.select({ id: queue.id, name: queue.name }).from(queue);
    return new Map([...accounts, ...queues].map((row) => [row.id, row.name]));
  }

  return {
    async list(actor, query) {
      const scope = await scopeOf(database, actor);
      return database.tenant(actor.tenantId, (db) =>
        listPage<CallRow, CallRecord>(db, query, {
          from: record,
          where: and(inScope(db, scope), filtersOf(query)),
          sortable: {
            startedAt: record.startedAt,
            type: record.type,
            customerNumber: record.customerNumber,
            customerName: record.customerName,
            queueName: record.queueName,
            agentName: record.agentName,
            extension: record.extension,
            answer: record.answer,
            waitS: record.waitS,
            talkS: record.talkS,
            durationS: sortableDuration,
            endReason: record.endReason,
            endedBy: record.endedBy,
            disposition: sql`coalesce(${record.disposition}, '')`,
          },
          searched: [
            record.customerNumber,
            sql`coalesce(${record.customerName}, '')`,
            record.queueName,
            sql`coalesce(${record.agentName}, '')`,
            record.extension,
            sql`coalesce(${record.disposition}, '')`,
            sql`coalesce(${record.dispositionNote}, '')`,
          ],
          searchedNumbers: [record.numberKey],
          defaultSort: 'startedAt',
          tieBreak: record.id,
          present,
        }),
      );
    },

    async get(actor, id) {
      const scope = await scopeOf(database, actor);
      return database.tenant(actor.tenantId, async (db) => {
        const [row] = await db
          .select()
          .from(record)
          .where(and(eq(record.id, id), inScope(db, scope)));
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
