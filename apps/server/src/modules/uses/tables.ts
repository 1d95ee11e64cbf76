import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';

/**
 * What of the configuration names what, by any id that stands in a row or in its JSON. Kept by triggers of the tables that name others
 * (migration 0014); nobody else writes it.
 */
export const configReference = pgTable(
  'config_reference',
  {
    tenantId: uuid().notNull(),
    fromKind: text().$type<'inboundRoute' | 'queue' | 'flow' | 'dialRule'>().notNull(),
    fromId: uuid().notNull(),
    toId: uuid().notNull(),
  },
  (table) => [primaryKey({ columns: [table.fromId, table.toId] }), index().on(table.tenantId, table.toId)],
);
