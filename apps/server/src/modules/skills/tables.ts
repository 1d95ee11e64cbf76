import { integer, pgTable, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { account } from '../accounts/tables.ts';

const createdAt = () => timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow();

export const skill = pgTable(
  'skill',
  { id: uuid().primaryKey(), tenantId: uuid().notNull(), name: text().notNull(), createdAt: createdAt() },
  (table) => [unique().on(table.tenantId, table.name)],
);

export const agentSkill = pgTable(
  'agent_skill',
  {
    tenantId: uuid().notNull(),
    accountId: uuid()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    skillId: uuid()
      .notNull()
      .references(() => skill.id, { onDelete: 'cascade' }),
    /** 1 … 10, more is better. */
    level: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.skillId] })],
);
