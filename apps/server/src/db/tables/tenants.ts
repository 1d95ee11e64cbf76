import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/** A call centre. The only table without `tenant_id`: its own id is it. */
export const tenant = pgTable('tenant', {
  id: uuid().primaryKey(),
  code: text().notNull().unique(),
  name: text().notNull(),
  createdAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
});
