import type { CallEndedBy, SegmentRole } from '@zuoxi/contract';
import { sql } from 'drizzle-orm';
import { boolean, doublePrecision, index, integer, pgTable, primaryKey, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { numberKeyOf } from '../../db/number-key.ts';

/** One row a call, folded from its events. */
export const callRecord = pgTable(
  'call_record',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    startedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    endedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    type: text().$type<'inbound' | 'manualOutbound' | 'autoOutbound' | 'internal'>().notNull(),
    /** The customer was one that the system plays. */
    isTest: boolean().notNull().default(false),
    customerNumber: text().notNull(),
    numberKey: numberKeyOf(),
    /** '' when it is not known; so are the other texts that the list is sorted by, since a row is compared with a row. */
    customerName: text().notNull().default(''),
    calledNumber: text().notNull(),
    queueId: uuid(),
    queueName: text().notNull(),
    queueNumber: text().notNull(),
    agentId: uuid(),
    agentName: text().notNull().default(''),
    extension: text().notNull(),
    answer: text().$type<'answered' | 'noAnswer' | 'busy'>().notNull(),
    endReason: text().notNull(),
    endedBy: text().$type<CallEndedBy>().notNull(),
    waitS: doublePrecision().notNull(),
    talkS: doublePrecision().notNull(),
    durationS: doublePrecision().notNull(),
    recordingId: uuid(),
    /** 处理结果, of the queue's list. */
    disposition: text().notNull().default(''),
    dispositionNote: text().notNull().default(''),
    /** RPT-1: the ringing time of unanswered manual outbound calls takes no part in sorting. */
    sortDurationS: doublePrecision().notNull().generatedAlwaysAs(sql`sort_duration(type, answer, duration_s)`),
    /** Numbers of the roster: whose call it is (its queue's; a direct or internal one its agent's), its queue's, its agent's. 0: nobody's. */
    scopeNo: integer().notNull().generatedAlwaysAs(sql`scope_of(queue_no, agent_no)`),
    queueNo: integer().notNull().default(0),
    agentNo: integer().notNull().default(0),
    /** Others who had the customer, and other queues that they waited in. */
    furtherAgents: integer().array().notNull().default([]),
    furtherQueues: integer().array().notNull().default([]),
    /** `type` and `answer` as one number (`kindOf`), and the duration in whole seconds, rounded up: small enough to be in every index. */
    kind: smallint().notNull().generatedAlwaysAs(sql`call_kind(type, answer)`),
    wholeS: integer().notNull().generatedAlwaysAs(sql`whole_seconds(duration_s)`),
    searchText: text().notNull().default(''),
    /** Empty: the row has not been indexed yet. */
    tokens: integer().array().notNull().default([]),
  },
  // The indexes of sorts and of tokens are in the migration `lists`: drizzle-kit knows neither INCLUDE nor operator classes of our own.
  (table) => [index().on(table.tenantId, table.numberKey, table.startedAt)],
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
