import type { FlowDefinition } from '@zuoxi/contract';
import { integer, jsonb, pgTable, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';

/** An IVR: a draft that is drawn, and the published version that callers hear. */
export const flow = pgTable(
  'flow',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    name: text().notNull(),
    description: text().notNull().default(''),
    draft: jsonb().$type<FlowDefinition>().notNull(),
    /** Null: never published. */
    publishedVersion: integer(),
    createdAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
    updatedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
  },
  (table) => [unique().on(table.tenantId, table.name)],
);

/** Never changed: a call that runs stays on the one it began with. */
export const flowVersion = pgTable(
  'flow_version',
  {
    flowId: uuid()
      .notNull()
      .references(() => flow.id, { onDelete: 'cascade' }),
    version: integer().notNull(),
    tenantId: uuid().notNull(),
    definition: jsonb().$type<FlowDefinition>().notNull(),
    note: text().notNull().default(''),
    publishedBy: uuid(),
    publishedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.flowId, table.version] })],
);
