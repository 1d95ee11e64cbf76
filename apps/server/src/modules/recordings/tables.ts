import { doublePrecision, index, integer, pgTable, pgView, text, timestamp, uuid } from 'drizzle-orm/pg-core';

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
