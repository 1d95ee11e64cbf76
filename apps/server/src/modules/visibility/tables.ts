import { index, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/**
 * Every queue and every account that there ever was, each with a small number that is never given again: rows of large lists name them by
 * it. Kept by triggers of `queue`, `account` and `extension` (see the migration); nobody else writes it.
 */
export const roster = pgTable(
  'roster',
  {
    /** Of the queue or the account. */
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    no: integer().notNull().unique().generatedAlwaysAsIdentity(),
    kind: text().$type<'queue' | 'account'>().notNull(),
    /** As it is called, or was last. */
    name: text().notNull(),
    /** Queue number or extension; '' without. */
    number: text().notNull(),
    /** Null while there is one. */
    endedAt: timestamp({ withTimezone: true, mode: 'date' }),
  },
  (table) => [index().on(table.tenantId)],
);

/** Who belonged to which queue when. Kept by a trigger of `queue_member`. */
export const membership = pgTable(
  'membership',
  {
    tenantId: uuid().notNull(),
    queueId: uuid().notNull(),
    accountId: uuid().notNull(),
    since: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    /** Null: to this day. */
    until: timestamp({ withTimezone: true, mode: 'date' }),
  },
  (table) => [primaryKey({ columns: [table.queueId, table.accountId, table.since] }), index().on(table.tenantId, table.accountId)],
);
