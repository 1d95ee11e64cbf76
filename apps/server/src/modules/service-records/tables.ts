import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { customer } from '../customers/tables.ts';

const instant = () => timestamp({ withTimezone: true, mode: 'date' });

/** What was done for a customer (服务过程, PAN-10). */
export const serviceRecord = pgTable(
  'service_record',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    customerId: uuid()
      .notNull()
      .references(() => customer.id, { onDelete: 'cascade' }),
    /** The call it was written in, if it was one. */
    callId: uuid(),
    accountId: uuid(),
    content: text().notNull(),
    createdAt: instant().notNull().defaultNow(),
  },
  (table) => [index().on(table.customerId, table.createdAt), index().on(table.tenantId, table.createdAt)],
);
