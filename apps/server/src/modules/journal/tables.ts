import { jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';

/** What call control remembers of live calls and agents, so that a restart goes on where it was. */
export const liveState = pgTable(
  'live_state',
  {
    tenantId: uuid().notNull(),
    kind: text().$type<'call' | 'agent' | 'callback' | 'queue' | 'conference'>().notNull(),
    id: text().notNull(),
    state: jsonb().notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.id] })],
);
