import type { Destination } from '@zuoxi/contract';
import { boolean, integer, jsonb, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { openingHours } from '../opening-hours/tables.ts';

const createdAt = () => timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow();

/** One rule of the list that is read from the top: the first that fits the called number and the caller is taken. */
export const inboundRoute = pgTable(
  'inbound_route',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    position: integer().notNull().default(0),
    /** Exact, or a beginning with `*` at its end. */
    calledNumber: text().notNull(),
    /** As `calledNumber`; '' = whoever calls. */
    callerNumber: text().notNull().default(''),
    hoursId: uuid().references(() => openingHours.id),
    destination: jsonb().$type<Destination>().notNull(),
    /** Outside the opening hours; null = as inside. */
    closedDestination: jsonb().$type<Destination>(),
    /** Added to the priority of the caller in every queue. */
    priority: integer().notNull().default(0),
    description: text().notNull(),
    enabled: boolean().notNull().default(true),
    createdAt: createdAt(),
  },
  (table) => [unique().on(table.tenantId, table.calledNumber, table.callerNumber)],
);
