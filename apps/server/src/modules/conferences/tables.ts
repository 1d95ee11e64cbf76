import type { ConferencePartyRecord } from '@zuoxi/contract';
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { account } from '../accounts/tables.ts';

const instant = () => timestamp({ withTimezone: true, mode: 'date' });

/** A conference that may be held again and again (CONF-1). */
export const conference = pgTable(
  'conference',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    name: text().notNull(),
    description: text().notNull().default(''),
    recorded: boolean().notNull().default(false),
    createdBy: uuid(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (table) => [unique().on(table.tenantId, table.name)],
);

/** Agents who are rung when it starts. */
export const conferenceMember = pgTable(
  'conference_member',
  {
    tenantId: uuid().notNull(),
    conferenceId: uuid()
      .notNull()
      .references(() => conference.id, { onDelete: 'cascade' }),
    accountId: uuid()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    position: integer().notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.conferenceId, table.accountId] })],
);

/** One time it was held. */
export const conferenceSession = pgTable(
  'conference_session',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    conferenceId: uuid().notNull(),
    name: text().notNull(),
    startedBy: uuid(),
    startedAt: instant().notNull(),
    /** Null: going on. */
    endedAt: instant(),
    parties: jsonb().$type<ConferencePartyRecord[]>().notNull().default([]),
  },
  (table) => [index().on(table.conferenceId, table.startedAt)],
);
