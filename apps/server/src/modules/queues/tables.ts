import type { Destination, QueueStrategy, SkillRequirement } from '@zuoxi/contract';
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { account } from '../accounts/tables.ts';
import { openingHours } from '../opening-hours/tables.ts';
import { prompt } from '../prompts/tables.ts';

const promptRef = () => uuid().references(() => prompt.id);

const createdAt = () => timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow();

export const queue = pgTable(
  'queue',
  {
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    number: text().notNull(),
    name: text().notNull(),
    strategy: text().$type<QueueStrategy>().notNull(),
    ringTimeoutS: integer().notNull(),
    retryS: integer().notNull().default(0),
    maxWaitS: integer().notNull(),
    maxLength: integer().notNull().default(0),
    wrapUpS: integer().notNull(),
    /** 0: the agent may not extend the wrap-up. */
    wrapUpExtensionS: integer().notNull().default(0),
    wrapUpExtensions: integer().notNull().default(1),
    serviceLevelS: integer().notNull(),
    priority: integer().notNull().default(0),
    missesBeforePause: integer().notNull().default(1),
    recordingEnabled: boolean().notNull(),
    language: text().$type<'zh' | 'en'>().notNull().default('zh'),
    greetingPromptId: promptRef(),
    musicPromptId: promptRef(),
    maxWaitPromptId: promptRef(),
    announcePosition: boolean().notNull().default(false),
    announceWait: boolean().notNull().default(false),
    announceEveryS: integer().notNull().default(60),
    periodicPromptId: promptRef(),
    periodicEveryS: integer().notNull().default(60),
    hoursId: uuid().references(() => openingHours.id),
    closedDestination: jsonb().$type<Destination>(),
    /** Tried one after the other when nobody takes the call; queue, flow, voicemail and hang-up end it. */
    overflow: jsonb().$type<Destination[]>().notNull().default([]),
    /** Nobody is signed in: the overflow at once. */
    leaveWhenEmpty: boolean().notNull().default(false),
    stickyAgent: boolean().notNull().default(true),
    /** The last agent counts as the customer's own for so many days; 0 = only the assigned one does. */
    stickyDays: integer().notNull().default(0),
    stickyWaitS: integer().notNull().default(0),
    requiredSkills: jsonb().$type<SkillRequirement[]>().notNull().default([]),
    voicemailEnabled: boolean().notNull().default(false),
    voicemailAfterS: integer().notNull().default(60),
    callbackEnabled: boolean().notNull().default(false),
    callbackAfterS: integer().notNull().default(60),
    callbackMode: text().$type<'agentFirst' | 'customerFirst'>().notNull().default('agentFirst'),
    callbackAttempts: integer().notNull().default(3),
    callbackRetryS: integer().notNull().default(600),
    callbackExpiryS: integer().notNull().default(86_400),
    satisfaction: text().$type<'off' | 'byAgent' | 'automatic'>().notNull().default('off'),
    /** What may have become of a call (处理结果), in the order of the choice. */
    dispositions: jsonb().$type<string[]>().notNull().default([]),
    dispositionRequired: boolean().notNull().default(false),
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
    /** The order of the strategy `linear`. */
    position: integer().notNull().default(0),
    /** Members of a lower penalty are all asked first. */
    penalty: integer().notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.queueId, table.accountId] }), index().on(table.accountId)],
);
