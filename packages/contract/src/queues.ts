import { z } from 'zod';
import { ExtensionNumber } from './accounts.ts';
import type { Catalogue } from './catalogue.ts';
import { Destination } from './destinations.ts';
import { PromptLanguage } from './prompts.ts';
import { Id, Instant, Role } from './roles.ts';
import { SkillRequirement } from './skills.ts';
import { RequiredText } from './text.ts';

/** Which ready member is rung first. */
export const QueueStrategy = z.enum([
  'ringAll',
  'longestIdle',
  'fewestCalls',
  'leastTalkTime',
  'roundRobin',
  'random',
  'weightedRandom',
  'linear',
  'skills',
]);
export type QueueStrategy = z.infer<typeof QueueStrategy>;

/** Before a call of this queue ends: never, when the agent sends the customer there, or always. */
export const SatisfactionMode = z.enum(['off', 'byAgent', 'automatic']);
export const CallbackMode = z.enum(['agentFirst', 'customerFirst']);

const seconds = (min: number, max: number) => z.number().int().min(min).max(max);

export const QueueInput = z.object({
  number: ExtensionNumber,
  name: RequiredText(60),
  strategy: QueueStrategy,
  /** How long one member's phone rings before the next one is tried, in seconds. */
  ringTimeoutS: seconds(5, 120),
  /** Pause after a phone was not answered, in seconds. */
  retryS: seconds(0, 60).default(0),
  /** After this long in the queue the overflow takes the caller, in seconds. */
  maxWaitS: seconds(10, 7200),
  /** Callers who wait at most; 0 = any number. */
  maxLength: z.number().int().min(0).max(10_000).default(0),
  /** Time for notes after a call of this queue, in seconds; 0 = none. The state belongs to the agent. */
  wrapUpS: seconds(0, 3600),
  /** By how much an agent may extend the wrap-up, in seconds; 0 = not at all. */
  wrapUpExtensionS: seconds(0, 1800).default(0),
  /** How often, after one call. */
  wrapUpExtensions: z.number().int().min(1).max(10).default(1),
  /** Target of the service level, in seconds. */
  serviceLevelS: seconds(1, 600),
  /** More is earlier, where an agent serves several queues. */
  priority: z.number().int().min(-100).max(100).default(0),
  /** After so many calls not taken, one after the other, a member is set not ready; 0 = never. */
  missesBeforePause: z.number().int().min(0).max(20).default(1),
  recordingEnabled: z.boolean(),
  /** Of the sounds that are put together: numbers, offers. */
  language: PromptLanguage.default('zh'),
  /** Null: the shipped one. */
  greetingPromptId: Id.nullable().default(null),
  musicPromptId: Id.nullable().default(null),
  maxWaitPromptId: Id.nullable().default(null),
  announcePosition: z.boolean().default(false),
  /** From the measured service rate. */
  announceWait: z.boolean().default(false),
  announceEveryS: seconds(15, 3600).default(60),
  /** Null: none. */
  periodicPromptId: Id.nullable().default(null),
  periodicEveryS: seconds(15, 3600).default(60),
  /** Null: always open. */
  hoursId: Id.nullable().default(null),
  /** Null: a word that it is closed, and the end. */
  closedDestination: Destination.nullable().default(null),
  /** Tried in order when nobody takes the call. */
  overflow: z.array(Destination).max(5).default([]),
  /** Nobody serves the queue: the overflow at once. */
  leaveWhenEmpty: z.boolean().default(false),
  /** Whose customer he is, is rung first. */
  stickyAgent: z.boolean().default(true),
  /** Who talked with him last counts as his agent for so many days; 0 = only the assigned one does. */
  stickyDays: z.number().int().min(0).max(365).default(0),
  /** For so long others are not rung while his agent talks, in seconds. */
  stickyWaitS: seconds(0, 600).default(0),
  requiredSkills: z.array(SkillRequirement).max(10).default([]),
  voicemailEnabled: z.boolean().default(false),
  voicemailAfterS: seconds(0, 3600).default(60),
  callbackEnabled: z.boolean().default(false),
  callbackAfterS: seconds(0, 3600).default(60),
  callbackMode: CallbackMode.default('agentFirst'),
  callbackAttempts: z.number().int().min(1).max(10).default(3),
  callbackRetryS: seconds(30, 86_400).default(600),
  callbackExpiryS: seconds(300, 604_800).default(86_400),
  satisfaction: SatisfactionMode.default('off'),
  /** What may have become of a call (处理结果); none = the agent is not asked. */
  dispositions: z.array(RequiredText(40)).max(50).default([]),
  /** The wrap-up does not end before one is chosen. */
  dispositionRequired: z.boolean().default(false),
  /** In the order of the strategy `linear`. */
  memberIds: z.array(Id).max(1000),
  /** Members of a lower penalty are all asked first; who is missing has 0. */
  penalties: z.record(Id, z.number().int().min(0).max(100)).default({}),
});
export type QueueInput = z.infer<typeof QueueInput>;

/** A row of GET /api/queues. */
export const Queue = QueueInput.extend({
  id: Id,
  members: z.array(z.object({ accountId: Id, displayName: z.string(), extension: z.string(), role: Role, penalty: z.number().int() })),
  /** Called numbers that lead here. */
  inboundNumbers: z.array(z.string()),
  createdAt: Instant,
});
export type Queue = z.infer<typeof Queue>;

/** Why a member is not rung. */
export const PassedOver = z.enum([
  'signedOut',
  'phoneOffline',
  'otherEngine',
  'notReady',
  'doNotDisturb',
  'ringing',
  'talking',
  'wrapUp',
  'skillMissing',
  'justTried',
]);
export type PassedOver = z.infer<typeof PassedOver>;

const CandidateView = z.object({
  agentId: Id,
  name: z.string(),
  extension: z.string(),
  penalty: z.number(),
  level: z.number(),
  idleSince: Instant,
  calls: z.number(),
  talkS: z.number(),
});

/** What a caller of the queue would meet now (GET /api/queues/:id/dry-run): the ready members in the order they would be rung. */
export const QueueDryRun = z.object({
  queueId: Id,
  queueName: z.string(),
  strategy: QueueStrategy,
  open: z.boolean(),
  waiting: z.number().int(),
  /** Null: not measured yet, or nobody serves the queue. */
  estimatedWaitS: z.number().nullable(),
  candidates: z.array(CandidateView),
  passedOver: z.array(z.object({ agentId: Id, name: z.string(), extension: z.string(), why: PassedOver, reason: z.string().nullable() })),
});
export type QueueDryRun = z.infer<typeof QueueDryRun>;

/** Live figures of a queue. */
export const QueueStatus = z.object({
  queueId: Id,
  queueName: z.string(),
  queueNumber: z.string(),
  waiting: z.number().int(),
  /** Callers who have hung up and keep their place. */
  callbacks: z.number().int(),
  /** Since when the caller at the head has waited. */
  oldestSince: Instant.nullable(),
  ready: z.number().int(),
  talking: z.number().int(),
  signedIn: z.number().int(),
});
export type QueueStatus = z.infer<typeof QueueStatus>;

export const queuesErrors = {
  'queues.numberTaken': { status: 409, zh: '号码 {number} 已被使用', en: 'The number {number} is already in use' },
  'queues.nameTaken': { status: 409, zh: '队列名“{name}”已存在', en: 'The queue "{name}" already exists' },
  'queues.memberWithoutExtension': {
    status: 409,
    zh: '{name} 没有分机，不能加入队列',
    en: '{name} has no extension and cannot join a queue',
  },
} as const satisfies Catalogue;
