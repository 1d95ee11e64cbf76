import type { Destination, PermissionClass, TrunkKind, TrunkTransport } from '@zuoxi/contract';
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';

const createdAt = () => timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow();

export const trunk = pgTable(
  'trunk',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    name: text().notNull(),
    kind: text().$type<TrunkKind>().notNull().default('address'),
    host: text().notNull(),
    port: integer().notNull(),
    secondHost: text().notNull().default(''),
    secondPort: integer().notNull().default(5060),
    transport: text().$type<TrunkTransport>().notNull().default('udp'),
    verifyCertificate: boolean().notNull().default(true),
    username: text().notNull().default(''),
    /** Sealed by the SecretBox; '' = none. */
    secret: text().notNull().default(''),
    domain: text().notNull().default(''),
    matchAddresses: text().array().notNull(),
    callerId: text().notNull(),
    outbound: boolean().notNull(),
    /** Trunks of before were not asked, and go on so. */
    watched: boolean().notNull().default(false),
    /** Calls at once, both ways; 0 = as many as there are. */
    maxChannels: integer().notNull().default(0),
    /** New calls out in one second; 0 = no limit. */
    callsPerSecond: integer().notNull().default(0),
    enabled: boolean().notNull(),
    createdAt: createdAt(),
  },
  (table) => [unique().on(table.tenantId, table.name)],
);

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

/** How a dialled number leaves the house; the first rule in order whose pattern fits is taken. */
export const dialRule = pgTable(
  'dial_rule',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    position: integer().notNull(),
    name: text().notNull(),
    /** Digits, `X` 0–9, `Z` 1–9, `N` 2–9, `[1-5]`, `.` one or more further digits at the end. */
    pattern: text().notNull(),
    strip: integer().notNull().default(0),
    prefix: text().notNull().default(''),
    /** In the order in which they are tried; empty = refused. */
    trunkIds: uuid().array().notNull(),
    /** '' = the trunk's or the extension's. */
    callerId: text().notNull().default(''),
    permissionClass: text().$type<PermissionClass>().notNull(),
    enabled: boolean().notNull().default(true),
    createdAt: createdAt(),
  },
  (table) => [unique().on(table.tenantId, table.name)],
);

/** Reasons offered for "not ready"; the administrator's list. */
export const reason = pgTable('reason', { tenantId: uuid().notNull(), text: text().notNull(), position: integer().notNull() }, (table) => [
  primaryKey({ columns: [table.tenantId, table.text] }),
]);
