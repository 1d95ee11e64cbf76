import type { DtmfMode, Forwarding, PermissionClass, Srtp } from '@zuoxi/contract';
import { boolean, integer, jsonb, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { tenant } from '../tenants/tables.ts';

export const account = pgTable(
  'account',
  {
    id: uuid().primaryKey(),
    tenantId: uuid()
      .notNull()
      .references(() => tenant.id),
    name: text().notNull(),
    displayName: text().notNull(),
    role: text().$type<'operator' | 'administrator' | 'supervisor' | 'agent'>().notNull(),
    /** argon2id, PHC string. */
    passwordHash: text().notNull(),
    mustChangePassword: boolean().notNull().default(false),
    enabled: boolean().notNull().default(true),
    createdAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
  },
  (table) => [unique().on(table.tenantId, table.name)],
);

export const extension = pgTable(
  'extension',
  {
    accountId: uuid()
      .primaryKey()
      .references(() => account.id, { onDelete: 'cascade' }),
    tenantId: uuid().notNull(),
    number: text().notNull(),
    phoneType: text().$type<'web' | 'sip'>().notNull(),
    recordingEnabled: boolean().notNull(),
    /** SIP password, AES-256-GCM under the installation's key: digest authentication needs the plain one. */
    sipSecret: text().notNull(),
    /** Shown to whoever is called outside; '' = the dial rule's or the trunk's. */
    callerId: text().notNull().default(''),
    doNotDisturb: boolean().notNull().default(false),
    forwarding: jsonb().$type<Forwarding>().notNull().default({ always: '', busy: '', noAnswer: '', offline: '', noAnswerS: 20 }),
    /** Members of one group may take each other's ringing calls; '' = none. */
    pickupGroup: text().notNull().default(''),
    dtmfMode: text().$type<DtmfMode>().notNull().default('auto'),
    srtp: text().$type<Srtp>().notNull().default('off'),
    /** What may be dialled. International and premium numbers only where the administrator says so. */
    mayDial: text().array().$type<PermissionClass[]>().notNull().default(['internal', 'local', 'national']),
    /** Calls out a day; 0 = no limit. */
    dailyCallsCap: integer().notNull().default(0),
    /** Minutes out a day; 0 = no limit. */
    dailyMinutesCap: integer().notNull().default(0),
  },
  (table) => [unique().on(table.tenantId, table.number)],
);
