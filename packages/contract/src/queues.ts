import { z } from 'zod';
import { ExtensionNumber } from './accounts.ts';
import { Destination, PromptLanguage, SkillRequirement } from './destinations.ts';
import { Id, Instant, Role } from './roles.ts';
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

/** A row of GET /api/skills. */
export const SkillInput = z.object({
  name: RequiredText(40),
  /** Level of each agent who has it, 1 … 10. */
  levels: z.record(Id, z.number().int().min(1).max(10)),
});
export type SkillInput = z.infer<typeof SkillInput>;
export const Skill = SkillInput.extend({ id: Id, createdAt: Instant });
export type Skill = z.infer<typeof Skill>;

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

/** GET /api/agents/:id/why: for each of his queues what keeps a call from him now; null = nothing does. */
export const AgentWhy = z.object({
  accountId: Id,
  queues: z.array(
    z.object({
      queueId: Id,
      queueName: z.string(),
      why: PassedOver.nullable(),
      /** Of `notReady`. */
      reason: z.string().nullable(),
      waiting: z.number().int(),
      /** His place in the order of the ready ones, 1 = the next; null = not among them. */
      place: z.number().int().nullable(),
      penalty: z.number().int(),
      misses: z.number().int(),
    }),
  ),
});
export type AgentWhy = z.infer<typeof AgentWhy>;

/**
 * Detail of a call's event of type `offered`: why this agent's phone was rung (AGT-9). The ready ones in the order in which they
 * would be rung, and who could not be; a name is null when the account is no more.
 */
export const DecisionDetail = z.object({
  because: z.enum([...QueueStrategy.options, 'assignedAgent', 'lastAgent']),
  candidates: z.array(
    z.object({
      agentId: z.string(),
      name: z.string().nullable(),
      penalty: z.number(),
      level: z.number(),
      /** Epoch ms. */
      idleSince: z.number(),
      calls: z.number(),
      talkMs: z.number(),
    }),
  ),
  passedOver: z.array(z.object({ agentId: z.string(), name: z.string().nullable(), why: PassedOver })),
});
export type DecisionDetail = z.infer<typeof DecisionDetail>;
