import { boolean, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { numberKeyOf } from '../../db/number-key.ts';

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
