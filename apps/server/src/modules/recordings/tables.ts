import type { CallAnswer, CallType } from '@zuoxi/contract';
import { sql } from 'drizzle-orm';
import { doublePrecision, index, integer, pgTable, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { numberKeyOf } from '../../db/number-key.ts';

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
    // What its call or conference says of it, copied when that is written (`describeRecordings`): a list joins nothing.
    type: text().$type<CallType | 'conference'>().notNull().default('internal'),
    answer: text().$type<CallAnswer>().notNull().default('answered'),
    customerNumber: text().notNull().default(''),
    numberKey: numberKeyOf(),
    customerName: text().notNull().default(''),
    queueId: uuid(),
    /** Of a conference its name. */
    queueName: text().notNull().default(''),
    agentId: uuid(),
    agentName: text().notNull().default(''),
    extension: text().notNull().default(''),
    // As in `call_record`.
    queueNo: integer().notNull().default(0),
    agentNo: integer().notNull().default(0),
    furtherAgents: integer().array().notNull().default([]),
    furtherQueues: integer().array().notNull().default([]),
    scopeNo: integer().notNull().generatedAlwaysAs(sql`scope_of(queue_no, agent_no)`),
    kind: smallint().notNull().generatedAlwaysAs(sql`call_kind(type, answer)`),
    wholeS: integer().notNull().generatedAlwaysAs(sql`whole_seconds(duration_s)`),
    searchText: text().notNull().default(''),
    tokens: integer().array().notNull().default([]),
  },
  // The indexes of sorts and of tokens are in the migration `lists`.
  (table) => [index().on(table.callId)],
);
