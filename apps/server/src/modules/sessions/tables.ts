import { index, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { account } from '../accounts/tables.ts';

/** A signed-in browser. The cookie's value is stored only as a hash. */
export const session = pgTable(
  'session',
  {
    tokenHash: text().primaryKey(),
    tenantId: uuid().notNull(),
    accountId: uuid()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    createdAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
    lastSeenAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
    expiresAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
  },
  (table) => [index().on(table.accountId), index().on(table.expiresAt)],
);

/** From where an account has signed in: guesses made elsewhere do not keep it out there. */
export const signInPlace = pgTable(
  'sign_in_place',
  {
    accountId: uuid()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    tenantId: uuid().notNull(),
    /** An IPv4 address, or the /64 of an IPv6 address. */
    place: text().notNull(),
    seenAt: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.place] }), index().on(table.seenAt)],
);
