import type { DtmfMode, TrunkKind, TrunkTransport } from '@zuoxi/contract';
import { boolean, integer, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';

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
    /** Seconds; 0 = as the house has it. */
    rtpTimeoutS: integer().notNull().default(0),
    dtmfMode: text().$type<DtmfMode>().notNull().default('auto'),
    enabled: boolean().notNull(),
    createdAt: createdAt(),
  },
  (table) => [unique().on(table.tenantId, table.name)],
);
