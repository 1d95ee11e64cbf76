import type { PermissionClass } from '@zuoxi/contract';
import { boolean, integer, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';

const createdAt = () => timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow();

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
