import { boolean, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/** A call centre. The only table without `tenant_id`: its own id is it. */
export const tenant = pgTable('tenant', {
  id: uuid().primaryKey(),
  code: text().notNull().unique(),
  name: text().notNull(),
  /** An agent sees who listens to him (AGT-8). */
  supervisionVisible: boolean().notNull().default(true),
  createdAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
});
