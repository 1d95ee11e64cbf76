import { doublePrecision, integer, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';

/** A sound of a call centre's own: 8 kHz, 16 bit, mono WAV below the prompts folder. The shipped ones have no row. */
export const prompt = pgTable(
  'prompt',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    name: text().notNull(),
    kind: text().$type<'prompt' | 'music'>().notNull(),
    source: text().$type<'upload' | 'speech' | 'phone'>().notNull(),
    /** What is said, and in which language: of `speech`, and of others as a note. */
    text: text().notNull().default(''),
    language: text().$type<'zh' | 'en'>().notNull().default('zh'),
    state: text().$type<'ready' | 'recording' | 'failed'>().notNull(),
    /** Changes with every new sound, so that an engine never plays an old one from its cache. */
    revision: integer().notNull().default(1),
    durationS: doublePrecision().notNull().default(0),
    bytes: integer().notNull().default(0),
    createdAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
    updatedAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
  },
  (table) => [unique().on(table.tenantId, table.name)],
);
