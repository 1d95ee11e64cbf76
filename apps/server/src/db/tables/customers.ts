import type { CrmFieldKind, CustomerFieldValue } from '@zuoxi/contract';
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { account } from './accounts.ts';

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

/** What the call centre wants to know of a customer besides his name and numbers (自定义表, CRM-5). */
export const crmField = pgTable(
  'crm_field',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    name: text().notNull(),
    kind: text().$type<CrmFieldKind>().notNull(),
    /** Of the two kinds that choose. */
    options: jsonb().$type<string[]>().notNull().default([]),
    required: boolean().notNull().default(false),
    position: integer().notNull().default(0),
  },
  (table) => [index().on(table.tenantId, table.position)],
);

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
