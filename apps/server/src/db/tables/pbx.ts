import type { TrunkKind, TrunkTransport } from '@zuoxi/contract';
import { boolean, integer, pgTable, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { account } from './accounts.ts';

const createdAt = () => timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow();

export const queue = pgTable(
  'queue',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    number: text().notNull(),
    name: text().notNull(),
    strategy: text().$type<'longestIdle'>().notNull(),
    ringTimeoutS: integer().notNull(),
    maxWaitS: integer().notNull(),
    wrapUpS: integer().notNull(),
    serviceLevelS: integer().notNull(),
    recordingEnabled: boolean().notNull(),
    createdAt: createdAt(),
  },
  (table) => [unique().on(table.tenantId, table.number), unique().on(table.tenantId, table.name)],
);

export const queueMember = pgTable(
  'queue_member',
  {
    tenantId: uuid().notNull(),
    queueId: uuid()
      .notNull()
      .references(() => queue.id, { onDelete: 'cascade' }),
    accountId: uuid()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
  },
  (table) => [primaryKey({ columns: [table.queueId, table.accountId] })],
);

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
    enabled: boolean().notNull(),
    createdAt: createdAt(),
  },
  (table) => [unique().on(table.tenantId, table.name)],
);

export const inboundRoute = pgTable(
  'inbound_route',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    calledNumber: text().notNull(),
    queueId: uuid()
      .notNull()
      .references(() => queue.id),
    description: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [unique().on(table.tenantId, table.calledNumber)],
);

/** Reasons offered for "not ready"; the administrator's list. */
export const reason = pgTable('reason', { tenantId: uuid().notNull(), text: text().notNull(), position: integer().notNull() }, (table) => [
  primaryKey({ columns: [table.tenantId, table.text] }),
]);
