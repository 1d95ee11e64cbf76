import { integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';

/** Reasons offered for "not ready"; the administrator's list. */
export const reason = pgTable('reason', { tenantId: uuid().notNull(), text: text().notNull(), position: integer().notNull() }, (table) => [
  primaryKey({ columns: [table.tenantId, table.text] }),
]);
