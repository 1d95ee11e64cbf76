import { boolean, index, integer, jsonb, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';

const createdAt = () => timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow();

/** From and to are `HH:MM` of the local day; `24:00` ends a day. The week begins on Monday. */
export type WeeklyHours = readonly (readonly { from: string; to: string }[])[];

export const openingHours = pgTable(
  'opening_hours',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    name: text().notNull(),
    timeZone: text().notNull(),
    weekly: jsonb().$type<WeeklyHours>().notNull(),
    observesHolidays: boolean().notNull().default(true),
    createdAt: createdAt(),
  },
  (table) => [unique().on(table.tenantId, table.name)],
);

/** Days that are not what their weekday says; both dates belong to it. */
export const holiday = pgTable(
  'holiday',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    name: text().notNull(),
    fromDate: text().notNull(),
    toDate: text().notNull(),
    kind: text().$type<'closed' | 'workday'>().notNull(),
    /** A make-up workday has the hours of this day of the week; 1 = Monday … 7 = Sunday. */
    asWeekday: integer().notNull().default(1),
    createdAt: createdAt(),
  },
  (table) => [index().on(table.tenantId, table.fromDate)],
);
