import type { CrmFieldKind } from '@zuoxi/contract';
import { boolean, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';

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
