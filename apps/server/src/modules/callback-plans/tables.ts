import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { account } from '../accounts/tables.ts';
import { customer } from '../customers/tables.ts';

const instant = () => timestamp({ withTimezone: true, mode: 'date' });

/** Somebody is to be called again at a certain time (回访计划, PAN-11). */
export const callbackPlan = pgTable(
  'callback_plan',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    accountId: uuid()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    customerId: uuid().references(() => customer.id, { onDelete: 'set null' }),
    number: text().notNull(),
    customerName: text(),
    /** Pops up then; later when it was put off. */
    dueAt: instant().notNull(),
    note: text().notNull().default(''),
    /** Null: still to be done. */
    doneAt: instant(),
    createdAt: instant().notNull().defaultNow(),
  },
  (table) => [index().on(table.accountId, table.dueAt), index().on(table.tenantId, table.number)],
);
