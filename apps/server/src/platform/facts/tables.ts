import { bigint, doublePrecision, index, integer, jsonb, pgTable, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';

/**
 * The log: facts of calls and of agents, in two tables with one numbering for each call centre. Append-only; an id made before the insert
 * makes a repeated insert harmless. Partitioned by month of `at` (see the migrations).
 */
export const callEvent = pgTable(
  'call_event',
  {
    id: uuid().notNull(),
    tenantId: uuid().notNull(),
    /** The fact's place in the call centre's log: rises in the order in which facts were committed (`fact_log`). */
    seq: bigint({ mode: 'number' }).notNull(),
    callId: uuid().notNull(),
    /** The agent whom the fact names, so that an agent's facts are found without reading JSON. */
    agentId: uuid(),
    /** What the wall clock showed. */
    at: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    /** Call control's time in ms, which never jumps: durations are differences of it. Null: facts of before there was one. */
    steadyAt: doublePrecision(),
    type: text().notNull(),
    detail: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.at] }),
    index().on(table.callId, table.id),
    index().on(table.tenantId, table.seq),
    index().on(table.tenantId, table.at),
    index().on(table.tenantId, table.agentId, table.at),
  ],
);

export const agentEvent = pgTable(
  'agent_event',
  {
    id: uuid().notNull(),
    tenantId: uuid().notNull(),
    /** As in `call_event`, and of the same numbering. */
    seq: bigint({ mode: 'number' }).notNull(),
    accountId: uuid().notNull(),
    /** What the wall clock showed. */
    at: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    /** Call control's time in ms, which never jumps: durations are differences of it. Null: facts of before there was one. */
    steadyAt: doublePrecision(),
    type: text().notNull(),
    detail: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.at] }),
    index().on(table.tenantId, table.seq),
    index().on(table.tenantId, table.at),
    index().on(table.accountId, table.at),
  ],
);

/** The last place that was given out in the log of each call centre. */
export const factLog = pgTable('fact_log', {
  tenantId: uuid().primaryKey(),
  last: bigint({ mode: 'number' }).notNull(),
});

/** How far each consumer has read the log of each call centre. */
export const factCursor = pgTable(
  'fact_cursor',
  {
    consumer: text().notNull(),
    tenantId: uuid().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.consumer, table.tenantId] })],
);

/** Facts that the log or one of its consumers could not take, each kept apart until it is run again. */
export const setAsideFact = pgTable(
  'set_aside_fact',
  {
    id: uuid().primaryKey(),
    /** Who could not take it: `journal` for the log itself, else the name of a consumer (`calls`, `voicemail` …). */
    consumer: text().notNull(),
    /** That of the event, or of the one that it would have become. */
    factId: uuid().notNull(),
    /** Null: the fact names none that is one. */
    tenantId: uuid(),
    stream: text().$type<'call' | 'agent'>().notNull(),
    /** Of the call or the account. */
    subjectId: text().notNull(),
    type: text().notNull(),
    at: timestamp({ withTimezone: true, mode: 'date' }).notNull(),
    /** JSON as text: jsonb may refuse it. */
    fact: text().notNull(),
    error: text().notNull(),
    attempts: integer().notNull().default(1),
    setAsideAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
  },
  (table) => [index().on(table.tenantId, table.setAsideAt), unique().on(table.factId, table.consumer)],
);
