import type { CustomerFieldValue } from '@zuoxi/contract';
import { index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { account } from '../accounts/tables.ts';

const instant = () => timestamp({ withTimezone: true, mode: 'date' });

/** Whom a number belongs to, and whose customer he is (CRM-3). */
export const customer = pgTable(
  'customer',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    name: text().notNull(),
    assignedAgentId: uuid().references(() => account.id, { onDelete: 'set null' }),
    /** Values of the call centre's own fields, by the field's id. */
    fields: jsonb().$type<Record<string, CustomerFieldValue>>().notNull().default({}),
    /** Null: uploaded (未知). */
    createdBy: uuid(),
    updatedBy: uuid(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
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
