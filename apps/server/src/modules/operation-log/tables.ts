import type { OperationAction, OperationBy } from '@zuoxi/contract';
import { sql } from 'drizzle-orm';
import { integer, pgTable, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/** What agents did, and what was done to them, one row a queue (LOG-1). Append-only: made of facts, and never changed. */
export const operationLog = pgTable('operation_log', {
  id: uuid().primaryKey(),
  tenantId: uuid().notNull(),
  /** The event in `agent_event`. */
  factId: uuid().notNull(),
  at: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
  accountId: uuid().notNull(),
  // Names and numbers as they were then.
  agentName: text().notNull(),
  extension: text().notNull(),
  action: text().$type<OperationAction>().notNull(),
  queueId: uuid(),
  queueName: text().notNull().default(''),
  queueNumber: text().notNull().default(''),
  reason: text().notNull().default(''),
  by: text().$type<OperationBy>().notNull(),
  byAccountId: uuid(),
  byName: text().notNull().default(''),
  /** Numbers of the roster; 0: of no queue. */
  agentNo: integer().notNull(),
  queueNo: integer().notNull().default(0),
  /** Whose row it is: the queue's, or without one the agent's. */
  scopeNo: integer().notNull().generatedAlwaysAs(sql`scope_of(queue_no, agent_no)`),
  /** `action` and `by` as one number (`KINDS`), small enough to be in every index. */
  kind: smallint().notNull().generatedAlwaysAs(sql`operation_kind(action, by)`),
  searchText: text().notNull().default(''),
  tokens: integer().array().notNull().default([]),
  // The indexes of sorts are in the migration, that of tokens is made when a server starts.
});
