import { index, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { account } from './accounts.ts';

/** Whom a number belongs to, and whose customer he is (CRM-3). The CRM adds to it. */
export const customer = pgTable(
  'customer',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    name: text().notNull(),
    assignedAgentId: uuid().references(() => account.id, { onDelete: 'set null' }),
    createdAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
  },
  (table) => [index().on(table.tenantId, table.name)],
);

export const customerNumber = pgTable(
  'customer_number',
  {
    tenantId: uuid().notNull(),
    number: text().notNull(),
    customerId: uuid()
      .notNull()
      .references(() => customer.id, { onDelete: 'cascade' }),
    label: text().notNull().default(''),
    position: integer().notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.number, table.customerId] }), index().on(table.customerId)],
);
