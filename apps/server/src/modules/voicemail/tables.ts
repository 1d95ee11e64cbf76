import { doublePrecision, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { numberKeyOf } from '../../db/number-key.ts';

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
