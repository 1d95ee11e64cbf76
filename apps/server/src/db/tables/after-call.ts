import { boolean, doublePrecision, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { numberKeyOf } from './number-key.ts';

/** A message that a caller has left in a queue (VM-1). */
export const voicemail = pgTable(
  'voicemail',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    callId: uuid().notNull(),
    queueId: uuid().notNull(),
    queueName: text().notNull(),
    queueNumber: text().notNull(),
    customerNumber: text().notNull(),
    numberKey: numberKeyOf(),
    customerName: text(),
    startedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    /** Name in the engine. */
    name: text().notNull().unique(),
    engine: text().notNull(),
    state: text().$type<'recording' | 'ready' | 'missing' | 'empty'>().notNull(),
    path: text(),
    durationS: doublePrecision().notNull().default(0),
    bytes: integer().notNull().default(0),
    handledAt: timestamp({ withTimezone: true, mode: 'date' }),
    handledBy: uuid(),
  },
  (table) => [index().on(table.tenantId, table.startedAt), index().on(table.callId), index().on(table.tenantId, table.numberKey)],
);

export type SatisfactionLevel = 'verySatisfied' | 'satisfied' | 'dissatisfied';
export type DissatisfactionReason = 'attitude' | 'service' | 'other';

/** One row for every caller who was asked; without a level he did not answer (SAT-1). */
export const satisfaction = pgTable(
  'satisfaction',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    callId: uuid().notNull().unique(),
    queueId: uuid(),
    queueName: text().notNull(),
    agentId: uuid(),
    agentName: text(),
    customerNumber: text().notNull(),
    numberKey: numberKeyOf(),
    customerName: text(),
    at: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    level: text().$type<SatisfactionLevel>(),
    reason: text().$type<DissatisfactionReason>(),
    /** Sent there by the agent, not by the queue. */
    byAgent: boolean().notNull().default(false),
  },
  (table) => [index().on(table.tenantId, table.at), index().on(table.tenantId, table.numberKey)],
);

export type CallbackState = 'waiting' | 'calling' | 'done' | 'failed' | 'expired' | 'cancelled';

/** A caller who has hung up and kept his place (PBX-2b). Call control has the live ones; this is their history. */
export const callback = pgTable(
  'callback',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    queueId: uuid().notNull(),
    queueName: text().notNull(),
    customerNumber: text().notNull(),
    numberKey: numberKeyOf(),
    customerName: text(),
    /** The call in which it was asked for. */
    callId: uuid().notNull(),
    /** When he entered the queue: his age. */
    enqueuedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    requestedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    state: text().$type<CallbackState>().notNull(),
    attempts: integer().notNull().default(0),
    nextAttemptAt: timestamp({ withTimezone: true, mode: 'date' }),
    expiresAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    lastCallId: uuid(),
    endedAt: timestamp({ withTimezone: true, mode: 'date' }),
  },
  (table) => [index().on(table.tenantId, table.requestedAt), index().on(table.tenantId, table.numberKey)],
);
