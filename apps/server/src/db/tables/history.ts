import type { CallEndedBy, SegmentRole } from '@zuoxi/contract';
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  pgView,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { numberKeyOf } from './number-key.ts';

/**
 * The log: facts of calls and of agents, in two tables with one numbering for each call centre. Append-only; an id made before the insert
 * makes a repeated insert harmless. Partitioned by month of `at` (see the migrations).
 */
export const callEvent = pgTable(
  'call_event',
  {
    id: uuid().notNull(),
    tenantId: uuid().notNull(),
    /** The fact's place in the call centre's log: rises in the order in which facts were committed (`fact_log`). */
    seq: bigint({ mode: 'number' }).notNull(),
    callId: uuid().notNull(),
    /** The agent whom the fact names, so that an agent's facts are found without reading JSON. */
    agentId: uuid(),
    /** What the wall clock showed. */
    at: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    /** Call control's time in ms, which never jumps: durations are differences of it. Null: facts of before there was one. */
    steadyAt: doublePrecision(),
    type: text().notNull(),
    detail: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.at] }),
    index().on(table.callId, table.id),
    index().on(table.tenantId, table.seq),
    index().on(table.tenantId, table.at),
    index().on(table.tenantId, table.agentId, table.at),
  ],
);

export const agentEvent = pgTable(
  'agent_event',
  {
    id: uuid().notNull(),
    tenantId: uuid().notNull(),
    /** As in `call_event`, and of the same numbering. */
    seq: bigint({ mode: 'number' }).notNull(),
    accountId: uuid().notNull(),
    /** What the wall clock showed. */
    at: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    /** Call control's time in ms, which never jumps: durations are differences of it. Null: facts of before there was one. */
    steadyAt: doublePrecision(),
    type: text().notNull(),
    detail: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.at] }),
    index().on(table.tenantId, table.seq),
    index().on(table.tenantId, table.at),
    index().on(table.accountId, table.at),
  ],
);

/** The last place that was given out in the log of each call centre. */
export const factLog = pgTable('fact_log', {
  tenantId: uuid().primaryKey(),
  last: bigint({ mode: 'number' }).notNull(),
});

/** How far each consumer has read the log of each call centre. */
export const factCursor = pgTable(
  'fact_cursor',
  {
    consumer: text().notNull(),
    tenantId: uuid().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.consumer, table.tenantId] })],
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
    numberKey: numberKeyOf(),
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
    index().on(table.tenantId, table.numberKey, table.startedAt),
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

/** Facts that the log or one of its consumers could not take, each kept apart until it is run again. */
export const setAsideFact = pgTable(
  'set_aside_fact',
  {
    id: uuid().primaryKey(),
    /** Who could not take it: `journal` for the log itself, else the name of a consumer (`calls`, `voicemail` …). */
    consumer: text().notNull(),
    /** That of the event, or of the one that it would have become. */
    factId: uuid().notNull(),
    /** Null: the fact names none that is one. */
    tenantId: uuid(),
    stream: text().$type<'call' | 'agent'>().notNull(),
    /** Of the call or the account. */
    subjectId: text().notNull(),
    type: text().notNull(),
    at: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    /** JSON as text: jsonb may refuse it. */
    fact: text().notNull(),
    error: text().notNull(),
    attempts: integer().notNull().default(1),
    setAsideAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
  },
  (table) => [index().on(table.tenantId, table.setAsideAt), unique().on(table.factId, table.consumer)],
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
  numberKey: text().notNull(),
  customerName: text(),
  queueId: uuid(),
  queueName: text().notNull(),
  agentId: uuid(),
  agentName: text(),
  extension: text().notNull(),
  type: text().$type<'inbound' | 'manualOutbound' | 'autoOutbound' | 'internal'>().notNull(),
  answer: text().$type<'answered' | 'noAnswer' | 'busy'>().notNull(),
}).existing();
