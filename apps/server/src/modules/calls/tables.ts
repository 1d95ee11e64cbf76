import type { CallEndedBy, SegmentRole } from '@zuoxi/contract';
import { boolean, doublePrecision, index, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { numberKeyOf } from '../../db/number-key.ts';

/** One row a call, folded from its events; partitioned by month of `started_at` (see the migration). */
export const callRecord = pgTable(
  'call_record',
  {
    id: uuid().notNull(),
    tenantId: uuid().notNull(),
    startedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    endedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    type: text().$type<'inbound' | 'manualOutbound' | 'autoOutbound' | 'internal'>().notNull(),
    /** The customer was one that the system plays. */
    isTest: boolean().notNull().default(false),
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
