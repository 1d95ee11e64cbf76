import { index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { numberKeyOf } from '../../db/number-key.ts';

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
