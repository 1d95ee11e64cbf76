import type { Changes } from '@zuoxi/contract';
import { index, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/** Who changed what in the administration. */
export const auditEntry = pgTable(
  'audit_entry',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    accountId: uuid(),
    at: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
    /** `accounts.create` … the word of the route. */
    action: text().notNull(),
    targetId: text(),
    detail: jsonb().$type<Record<string, unknown>>().notNull(),
    /** What was changed, field by field (`changesBetween`). Null: nothing was, or an earlier version wrote the entry. */
    changes: jsonb().$type<Changes>(),
  },
  (table) => [index().on(table.tenantId, table.at, table.id)],
);
