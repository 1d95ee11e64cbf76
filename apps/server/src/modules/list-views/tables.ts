import type { ListLayout } from '@zuoxi/contract';
import { jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { account } from '../accounts/tables.ts';

/** Which columns of a list somebody sees, and in what order. */
export const listLayout = pgTable(
  'list_layout',
  {
    tenantId: uuid().notNull(),
    accountId: uuid()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    list: text().notNull(),
    columns: jsonb().$type<ListLayout['columns']>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.list] })],
);

/** A search of a list that somebody keeps. */
export const listView = pgTable(
  'list_view',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    accountId: uuid()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    list: text().notNull(),
    name: text().notNull(),
    address: text().notNull(),
  },
  (table) => [unique().on(table.accountId, table.list, table.name)],
);
