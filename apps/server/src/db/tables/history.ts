import type { CallEndedBy, SegmentRole } from '@zuoxi/contract';
import { boolean, doublePrecision, index, integer, jsonb, pgTable, pgView, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/** Append-only; an id made before the insert makes a repeated insert harmless. */
export const callEvent = pgTable(
  'call_event',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    callId: uuid().notNull(),
    /** What the wall clock showed. */
    at: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    /** Call control's time in ms, which never jumps: durations are differences of it. Null: facts of before there was one. */
    steadyAt: doublePrecision(),
    type: text().notNull(),
    detail: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (table) => [index().on(table.callId, table.id)],
);

export const agentEvent = pgTable(
  'agent_event',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    accountId: uuid().notNull(),
    /** What the wall clock showed. */
    at: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    /** Call control's time in ms, which never jumps: durations are differences of it. Null: facts of before there was one. */
    steadyAt: doublePrecision(),
    type: text().notNull(),
    detail: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (table) => [index().on(table.tenantId, table.at), index().on(table.accountId, table.at)],
);

/** One row a call, folded from its events; partitioned by month of `started_at` (see the migration). */
export const callRecord = pgTable(
  'call_record',
  {
    id: uuid().notNull(),
    tenantId: uuid().notNull(),
    startedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    endedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    type: text().$type<'inbound' | 'manualOutbound' | 'autoOutbound' | 'internal'>().notNull(),
    customerNumber: text().notNull(),
    customerName: text(),
    calledNumber: text().notNull(),
    queueId: uuid(),
    queueName: text().notNull(),
    queueNumber: text().notNull(),
    agentId: uuid(),
    agentName: text(),
    extension: text().notNull(),
    answer: text().$type<'answered' | 'noAnswer' | 'busy'>().notNull(),
    endReason: text().notNull(),
    endedBy: text().$type<CallEndedBy>().notNull(),
    waitS: doublePrecision().notNull(),
    talkS: doublePrecision().notNull(),
    durationS: doublePrecision().notNull(),
    recordingId: uuid(),
    /** 处理结果, of the queue's list. */
    disposition: text(),
    dispositionNote: text(),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.startedAt] }),
    index().on(table.tenantId, table.startedAt),
    index().on(table.tenantId, table.customerNumber),
  ],
);

/** Who took part in a call, in what part, and how long: the call is one, its segments are each party's own. */
export const callSegment = pgTable(
  'call_segment',
  {
    callId: uuid().notNull(),
    /** In the order in which they began; 1 is the first. */
    position: integer().notNull(),
    tenantId: uuid().notNull(),
    role: text().$type<SegmentRole>().notNull(),
    /** Null: an outside number. */
    agentId: uuid(),
    agentName: text(),
    /** Extension or outside number. */
    number: text().notNull(),
    startedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    endedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    /** With the customer; consulting and holding are not in it. */
    talkS: doublePrecision().notNull(),
    holdS: doublePrecision().notNull(),
  },
  (table) => [primaryKey({ columns: [table.callId, table.position] }), index().on(table.tenantId, table.agentId, table.startedAt)],
);

/** Who had to do with a call, by account; written with its record, and what an agent's last calls are read from. */
export const callParty = pgTable(
  'call_party',
  {
    callId: uuid().notNull(),
    accountId: uuid().notNull(),
    tenantId: uuid().notNull(),
    startedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    role: text().$type<CallPartyRole>().notNull(),
    inbound: boolean().notNull(),
    missed: boolean().notNull(),
  },
  (table) => [primaryKey({ columns: [table.callId, table.accountId] }), index().on(table.tenantId, table.accountId, table.startedAt)],
);

/** `agent`: it was offered to them, or they dialled it; `callee`, `caller`: of a call between extensions. */
type CallPartyRole = 'agent' | 'callee' | 'caller';

/** Facts that the database refused, each kept apart until it is run again. */
export const setAsideFact = pgTable(
  'set_aside_fact',
  {
    /** That of the event it would have become. */
    id: uuid().primaryKey(),
    /** Null: the fact names none that is one. */
    tenantId: uuid(),
    stream: text().$type<'call' | 'agent'>().notNull(),
    /** Of the call or the account. */
    subjectId: text().notNull(),
    type: text().notNull(),
    at: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    /** JSON as text: jsonb may refuse it. */
    fact: text().notNull(),
    stage: text().$type<'store' | 'derive'>().notNull(),
    error: text().notNull(),
    attempts: integer().notNull().default(1),
    setAsideAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
  },
  (table) => [index().on(table.tenantId, table.setAsideAt)],
);

export const recording = pgTable(
  'recording',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    callId: uuid().notNull(),
    /** Name in the engine. */
    name: text().notNull().unique(),
    /** The engine that makes it. */
    engine: text().notNull().default(''),
    startedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    state: text().$type<'recording' | 'ready' | 'missing' | 'damaged' | 'short' | 'silent' | 'removed'>().notNull(),
    /** Path below the recordings folder, once fetched. */
    path: text(),
    durationS: doublePrecision().notNull().default(0),
    bytes: integer().notNull().default(0),
    /** How much of it was lost: silence in the file, or missing at its end. */
    gapS: doublePrecision().notNull().default(0),
  },
  (table) => [index().on(table.tenantId, table.startedAt), index().on(table.callId)],
);

/** What call control remembers of live calls and agents, so that a restart goes on where it was. */
export const liveState = pgTable(
  'live_state',
  {
    tenantId: uuid().notNull(),
    kind: text().$type<'call' | 'agent' | 'callback' | 'queue' | 'conference'>().notNull(),
    id: text().notNull(),
    state: jsonb().notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.id] })],
);

/** Who changed what in the administration. */
export const auditEntry = pgTable(
  'audit_entry',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    accountId: uuid(),
    at: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
    /** `accounts.create` … the word of the route. */
    action: text().notNull(),
    targetId: text(),
    detail: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (table) => [index().on(table.tenantId, table.at)],
);

/** The view `recording_row` of the migration. */
export const recordingRow = pgView('recording_row', {
  id: uuid().notNull(),
  tenantId: uuid().notNull(),
  callId: uuid().notNull(),
  startedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
  state: text().$type<'recording' | 'ready' | 'missing' | 'damaged' | 'short' | 'silent' | 'removed'>().notNull(),
  path: text(),
  durationS: doublePrecision().notNull(),
  bytes: integer().notNull(),
  gapS: doublePrecision().notNull(),
  customerNumber: text().notNull(),
  customerName: text(),
  queueId: uuid(),
  queueName: text().notNull(),
  agentId: uuid(),
  agentName: text(),
  extension: text().notNull(),
  type: text().$type<'inbound' | 'manualOutbound' | 'autoOutbound' | 'internal'>().notNull(),
  answer: text().$type<'answered' | 'noAnswer' | 'busy'>().notNull(),
}).existing();
