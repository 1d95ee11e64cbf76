import { pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';

/** Numbers that are never dialled, by nobody (OUT-1). */
export const blacklist = pgTable(
  'blacklist',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    /** As `numberKey` has it, so that every way of writing it is the same entry. */
    number: text().notNull(),
    note: text().notNull(),
    updatedBy: uuid(),
    createdAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
    updatedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
  },
  (table) => [unique().on(table.tenantId, table.number)],
);
